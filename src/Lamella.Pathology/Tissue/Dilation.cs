namespace Lamella.Pathology.Tissue;

/// <summary>Dilation of a mask, in place.</summary>
internal static class Dilation
{
    /// <summary>By a disk: every pixel within <paramref name="radius"/> of a set one, measured from centre to centre.</summary>
    public static void Disk(bool[] mask, int width, int height, int radius)
    {
        if (radius <= 0)
            return;
        var source = (bool[])mask.Clone();
        for (var dy = -radius; dy <= radius; dy++)
        {
            var reach = (int)Math.Sqrt((radius * radius) - (dy * dy));
            for (var y = Math.Max(0, -dy); y < Math.Min(height, height - dy); y++)
                Spread(source.AsSpan((y + dy) * width, width), mask.AsSpan(y * width, width), reach);
        }
    }

    /// <summary>By a square of side 2 * <paramref name="radius"/> + 1, in a time that does not grow with it.</summary>
    public static void Square(bool[] mask, int width, int height, int radius)
    {
        var across = new bool[mask.Length];
        for (var y = 0; y < height; y++)
            Spread(mask.AsSpan(y * width, width), across.AsSpan(y * width, width), radius);
        // For each column the last row that is set, and where the spread of earlier ones ends.
        var until = new int[width];
        Array.Fill(until, -1);
        for (var y = 0; y < height + radius; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (y < height && across[(y * width) + x])
                    until[x] = y + (2 * radius);
                if (y >= radius)
                    mask[((y - radius) * width) + x] = until[x] >= y;
            }
        }
    }

    /// <summary>Adds every cell within <paramref name="reach"/> of a set one along a row.</summary>
    private static void Spread(ReadOnlySpan<bool> source, Span<bool> target, int reach)
    {
        for (var at = 0; at < source.Length;)
        {
            var next = source[at..].IndexOf(true);
            if (next < 0)
                return;
            var first = at + next;
            var length = source[first..].IndexOf(false);
            var end = length < 0 ? source.Length : first + length;
            target[Math.Max(0, first - reach)..Math.Min(target.Length, end + reach)].Fill(true);
            at = end;
        }
    }
}
