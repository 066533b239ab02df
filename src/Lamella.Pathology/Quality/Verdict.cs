namespace Lamella.Pathology.Quality;

/// <summary>What becomes of a slide.</summary>
public enum Verdict
{
    /// <summary>It can be used.</summary>
    Ok,

    /// <summary>It can be used, and something about it should be known.</summary>
    Warning,

    /// <summary>It is not used.</summary>
    Refused,
}
