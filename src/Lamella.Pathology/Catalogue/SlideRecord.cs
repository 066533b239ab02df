using Lamella.Pathology.Quality;

namespace Lamella.Pathology.Catalogue;

/// <summary>What the catalogue knows of one slide. <see cref="File"/> and <see cref="Patient"/> are the hospital's own names and never leave.</summary>
public sealed record SlideRecord
{
    /// <summary>Full path of the file.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>When the file was last changed.</summary>
    public DateTimeOffset Changed { get; init; }

    /// <summary>Content digest; empty when the file could not be read.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Pseudonym; for a file that could not be read one made from its path.</summary>
    public required string Slide { get; init; }

    /// <summary>The hospital's own id of the patient; empty when no table names one.</summary>
    public string Patient { get; init; } = "";

    /// <summary>The patient's pseudonym; empty when not known.</summary>
    public string PatientPseudonym { get; init; } = "";

    /// <summary>Format, as the slide library names the vendor.</summary>
    public string Format { get; init; } = "";

    /// <summary>Level-0 pixels across; 0 when not known.</summary>
    public long Width { get; init; }

    /// <summary>Level-0 pixels down; 0 when not known.</summary>
    public long Height { get; init; }

    /// <summary>What stands behind the verdict: measured figures.</summary>
    public SlideMeasures Measures { get; init; } = new();

    /// <summary>Findings, worst first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What becomes of the slide.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Digest of all that decides the bag beside the slide's bytes: contract, resolution given by the user, regions.</summary>
    public string Inputs { get; init; } = "";

    /// <summary>Tiles of the bag; 0 when none was made.</summary>
    public int TilesInBag { get; init; }

    /// <summary>SHA-256 of the bag file; empty when none was made.</summary>
    public string BagSha256 { get; init; } = "";

    /// <summary>When it was examined.</summary>
    public DateTimeOffset Examined { get; init; }

    /// <summary>Seconds from opening the slide to its bag; 0 when none was made.</summary>
    public double Seconds { get; init; }
}
