namespace Lamella.Federation.Metrics;

/// <summary>Rows in rising order of a key, with where each run of equal keys starts.</summary>
internal static class TieGroups
{
    /// <summary>Sorts; <paramref name="starts"/> holds the first position of each group and, last, the number of rows.</summary>
    public static int[] Sort(ReadOnlySpan<float> keys, out int[] starts)
    {
        var sorted = keys.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        var found = new List<int>(sorted.Length + 1);
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
                found.Add(i);
        }

        found.Add(sorted.Length);
        starts = [.. found];
        return order;
    }
}
