namespace Lamella.Federation.Aggregation.Robust;

/// <summary>Coordinate by coordinate, all sites' values in order: what median and trimmed mean are made of.</summary>
internal static class OrderedValues
{
    /// <summary>A value made of the ordered values of one coordinate.</summary>
    internal delegate double OfOrdered(ReadOnlySpan<float> ordered);

    /// <summary>NaN goes to the upper end, where it is as extreme as infinity; where the result is not finite the coordinate stays as it is.</summary>
    public static void Combine(float[][] values, Span<double> delta, OfOrdered make)
    {
        Span<float> column = new float[values.Length];
        for (var i = 0; i < delta.Length; i++)
        {
            for (var site = 0; site < column.Length; site++)
            {
                // Insertion sort: n is the number of sites.
                var value = values[site][i];
                if (float.IsNaN(value))
                    value = float.PositiveInfinity;
                var at = site;
                for (; at > 0 && column[at - 1] > value; at--)
                    column[at] = column[at - 1];
                column[at] = value;
            }

            var made = make(column);
            delta[i] = double.IsFinite(made) ? made : 0;
        }
    }
}
