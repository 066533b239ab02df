namespace Lamella.Federation.Aggregation.Robust;

/// <summary>What a first pass measures.</summary>
public enum Measures
{
    /// <summary>No first pass.</summary>
    Nothing,

    /// <summary>Euclidean norms: one slice at a time.</summary>
    Norms,

    /// <summary>Squared distances of all pairs: a slice of every site at once.</summary>
    Distances,
}
