namespace Lamella.Simulation.Synthetic;

/// <summary>How much is generated.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Everything is a pure function of it. 1 unless given.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Patients of a hospital on average, 8 to 10,000; hospitals differ in size. 60 unless given.</summary>
    public int PatientsPerSite { get; init; } = 60;

    /// <summary>Tiles of a patient, 4 to 1,000. 24 unless given.</summary>
    public int TilesPerPatient { get; init; } = 24;

    /// <summary>Side of a tile in pixels, 48 to 512. 96 unless given.</summary>
    public int TileSize { get; init; } = 96;

    /// <summary>Share of patients whose outcome contradicts their tissue, 0 to .5. .08 unless given.</summary>
    public double LabelNoise { get; init; } = 0.08;

    /// <summary>Threads that paint; what is painted does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
