namespace Lamella.Simulation.Synthetic;

/// <summary>How much is generated.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Everything is a pure function of it. 1 unless given.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Patients of a hospital, one slide each, 2 to 10,000. 12 unless given.</summary>
    public int PatientsPerSite { get; init; } = 12;

    /// <summary>Mean width of a slide in pixels of .5 um, 512 to 50,000; slides differ by up to 15 %, and are four fifths as high. 3,200 unless given.</summary>
    public int SlideWidth { get; init; } = 3200;

    /// <summary>Share of patients whose outcome contradicts their tissue, 0 to .5. .08 unless given.</summary>
    public double LabelNoise { get; init; } = 0.08;

    /// <summary>Threads that paint; what is painted does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
