namespace Lamella.Federation.Aggregation.Robust;

/// <summary>
/// The first pass of a rule, slice by slice: squared norms or squared distances, added up in float64 in the order of the slices. The host reads the
/// files and keeps the length of a slice the same, for the last bits depend on it.
/// </summary>
public sealed class GeometrySums(Measures measures, int updates)
{
    private readonly double[] norms = new double[measures == Measures.Norms ? updates : 0];
    private readonly double[,] distances = measures == Measures.Distances ? new double[updates, updates] : new double[0, 0];

    /// <summary>Adds a slice of one update to its norm; only for <see cref="Measures.Norms"/>.</summary>
    public void AddNorm(int update, ReadOnlySpan<float> slice) => norms[update] += SquaredSum.Of(slice);

    /// <summary>Adds the same slice of every update to the distances; only for <see cref="Measures.Distances"/>.</summary>
    /// <param name="values">A slice of every update [n], each at least <paramref name="count"/> long.</param>
    /// <param name="count">Values in the slice.</param>
    public void AddDistances(float[][] values, int count)
    {
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
                distances[j, i] = distances[i, j] += SquaredSum.OfDifference(values[i].AsSpan(0, count), values[j].AsSpan(0, count));
        }
    }

    /// <summary>What was measured.</summary>
    public UpdateGeometry Finish() => new([.. norms.Select(Math.Sqrt)], distances);
}
