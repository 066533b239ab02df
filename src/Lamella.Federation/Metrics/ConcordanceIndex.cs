namespace Lamella.Federation.Metrics;

/// <summary>
/// Harrell's C-index (Harrell et al. 1982, JAMA 247:2543): among comparable pairs, the share in which the patient whose event came first has
/// the higher score; equal scores count half. A pair is comparable when the shorter time ends in an event; at equal times, when exactly one
/// of the two had the event, who then counts as first. Two events at the same time are not comparable. Undefined without comparable pairs.
/// </summary>
public static class ConcordanceIndex
{
    /// <summary>C-index; <paramref name="events"/> is 1 where the event was seen, a higher score means higher risk. O(n log n).</summary>
    public static double? Of(ReadOnlySpan<float> times, ReadOnlySpan<float> events, ReadOnlySpan<float> scores)
    {
        var ones = new int[times.Length];
        Array.Fill(ones, 1);
        return Prepare(times.ToArray(), events.ToArray(), scores.ToArray())(ones);
    }

    internal static Statistic Prepare(float[] times, float[] events, float[] scores)
    {
        var byTime = TieGroups.Sort(times, out var starts);
        var rank = Ranks(scores, out var ranks);
        var tree = new long[ranks + 1];
        return counts =>
        {
            // From the longest time down: the tree counts, by rank of score, everyone who outlived the current time.
            Array.Clear(tree);
            long outlived = 0, comparable = 0, twiceConcordant = 0;
            for (var group = starts.Length - 2; group >= 0; group--)
            {
                var rows = byTime.AsSpan(starts[group]..starts[group + 1]);
                foreach (var row in rows)
                {
                    if (events[row] != 1)
                        outlived += Add(tree, rank[row], counts[row]);
                }

                foreach (var row in rows)
                {
                    if (events[row] != 1 || counts[row] == 0)
                        continue;
                    var lower = SumTo(tree, rank[row] - 1);
                    var upTo = SumTo(tree, rank[row]);
                    twiceConcordant += counts[row] * (lower + upTo);
                    comparable += counts[row] * outlived;
                }

                foreach (var row in rows)
                {
                    if (events[row] == 1)
                        outlived += Add(tree, rank[row], counts[row]);
                }
            }

            return comparable == 0 ? null : twiceConcordant / (2.0 * comparable);
        };
    }

    private static int[] Ranks(float[] scores, out int distinct)
    {
        var order = TieGroups.Sort(scores, out var starts);
        var rank = new int[scores.Length];
        for (var group = 0; group + 1 < starts.Length; group++)
        {
            for (var i = starts[group]; i < starts[group + 1]; i++)
                rank[order[i]] = group + 1;
        }

        distinct = starts.Length - 1;
        return rank;
    }

    // A Fenwick tree (Fenwick 1994), positions from 1.
    private static int Add(long[] tree, int position, int count)
    {
        if (count > 0)
        {
            for (var i = position; i < tree.Length; i += i & -i)
                tree[i] += count;
        }

        return count;
    }

    private static long SumTo(long[] tree, int position)
    {
        long sum = 0;
        for (var i = position; i > 0; i -= i & -i)
            sum += tree[i];
        return sum;
    }
}
