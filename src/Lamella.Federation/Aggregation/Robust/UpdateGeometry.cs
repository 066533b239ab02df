namespace Lamella.Federation.Aggregation.Robust;

/// <summary>Measurements of a round's deltas, in the order of the contributions. Not finite where a delta is not.</summary>
/// <param name="Norms">Euclidean norms [n]; empty unless asked for.</param>
/// <param name="SquaredDistances">Squared distances [n, n]; empty unless asked for.</param>
public sealed record UpdateGeometry(double[] Norms, double[,] SquaredDistances)
{
    /// <summary>Nothing measured.</summary>
    public static UpdateGeometry None { get; } = new([], new double[0, 0]);
}
