namespace Lamella.Pathology.Bags;

/// <summary>A slide and whose it is.</summary>
/// <param name="Slide">Name of the slide; its bag is <c>{slide}.h5</c>.</param>
/// <param name="PatientId">The patient.</param>
public sealed record SlideOfPatient(string Slide, string PatientId);

/// <summary>How a folder of bags is read.</summary>
public sealed record BagStoreOptions
{
    /// <summary>What the files may not prove.</summary>
    public BagReadOptions Reading { get; init; } = new();

    /// <summary>Slides and whose they are; empty: one bag per patient, <c>{patient}.h5</c>.</summary>
    public IReadOnlyList<SlideOfPatient> Slides { get; init; } = [];

    /// <summary>At most this many tiles of a patient; 0: all.</summary>
    public int MaxTiles { get; init; }

    /// <summary>Seed of the draw where a patient has more tiles than <see cref="MaxTiles"/>.</summary>
    public ulong Seed { get; init; }

    /// <summary>Bytes of features kept in memory; bags are admitted until it is full and stay. 1 GiB unless given, 0: none.</summary>
    public long CacheBytes { get; init; } = 1L << 30;
}
