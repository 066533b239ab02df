namespace Lamella.Pathology.Tissue;

/// <summary>Connected pieces of a mask; pixels that touch at a corner are connected.</summary>
internal static class PixelObjects
{
    /// <summary>Clears pieces of fewer than <paramref name="smallest"/> pixels.</summary>
    /// <returns>Pieces that are left.</returns>
    public static int DropSmaller(bool[] mask, int width, int height, int smallest)
    {
        var (runs, count) = Runs(mask, width, height);
        var sizes = new int[count];
        foreach (var run in runs)
            sizes[run.Object] += run.End - run.Start;
        foreach (var run in runs)
        {
            if (sizes[run.Object] < smallest)
                mask.AsSpan((run.Row * width) + run.Start, run.End - run.Start).Clear();
        }

        return sizes.Count(size => size >= smallest);
    }

    /// <summary>The mask as runs along rows, each with the number of its piece from 0, in order of first appearance.</summary>
    public static (List<Run> Runs, int Count) Runs(bool[] mask, int width, int height)
    {
        var runs = new List<Run>();
        var parents = new List<int>();
        int aboveStart = 0, aboveEnd = 0;
        for (var y = 0; y < height; y++)
        {
            var rowStart = runs.Count;
            var row = mask.AsSpan(y * width, width);
            var above = aboveStart;
            for (var x = 0; x < width;)
            {
                var next = row[x..].IndexOf(true);
                if (next < 0)
                    break;
                var start = x + next;
                var length = row[start..].IndexOf(false);
                var end = x = length < 0 ? width : start + length;
                var number = runs.Count;
                parents.Add(number);
                while (above < aboveEnd && runs[above].End < start)
                    above++;
                for (var i = above; i < aboveEnd && runs[i].Start <= end; i++)
                    Join(parents, number, i);
                runs.Add(new Run(y, start, end, number));
            }

            (aboveStart, aboveEnd) = (rowStart, runs.Count);
        }

        return (runs, Number(runs, parents));
    }

    private static int Number(List<Run> runs, List<int> parents)
    {
        var numbers = new int[runs.Count];
        var count = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            // The root is the piece's first run, so it has its number by now.
            var root = Root(parents, i);
            numbers[i] = root == i ? count++ : numbers[root];
            runs[i] = runs[i] with { Object = numbers[i] };
        }

        return count;
    }

    private static void Join(List<int> parents, int a, int b)
    {
        (a, b) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(List<int> parents, int i)
    {
        while (parents[i] != i)
            i = parents[i] = parents[parents[i]];
        return i;
    }

    /// <summary>Set pixels of a row from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
    public readonly record struct Run(int Row, int Start, int End, int Object);
}
