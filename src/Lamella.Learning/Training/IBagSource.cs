namespace Lamella.Learning.Training;

/// <summary>
/// A patient's features, wherever they are. Read on a background thread, one call at a time per instance; features already capped and checked.
/// Instances are compared by reference: the same patient's bag is the same instance for as long as it is to be cached.
/// </summary>
public interface IBagSource
{
    /// <summary>Rows: tiles, or 1 for a slide-level embedding.</summary>
    int Count { get; }

    /// <summary>Features per row.</summary>
    int Dimension { get; }

    /// <summary>Fills <paramref name="destination"/> [Count x Dimension], row-major.</summary>
    void Read(Span<float> destination);
}
