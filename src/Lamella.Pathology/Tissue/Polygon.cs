namespace Lamella.Pathology.Tissue;

/// <summary>A polygon with holes. A point is inside when a ray from it crosses the rings an odd number of times.</summary>
public sealed class Polygon
{
    private readonly Vertex[][] rings;

    /// <summary>A polygon: its outer ring and then its holes, each of three corners or more, closed or not.</summary>
    public Polygon(IEnumerable<IReadOnlyList<Vertex>> rings)
    {
        this.rings = [.. rings.Select(ring => ring.ToArray())];
        var all = this.rings.SelectMany(ring => ring).DefaultIfEmpty();
        (Left, Top, Right, Bottom) = (all.Min(v => v.X), all.Min(v => v.Y), all.Max(v => v.X), all.Max(v => v.Y));
    }

    /// <summary>Smallest x.</summary>
    public double Left { get; }

    /// <summary>Smallest y.</summary>
    public double Top { get; }

    /// <summary>Largest x.</summary>
    public double Right { get; }

    /// <summary>Largest y.</summary>
    public double Bottom { get; }

    /// <summary>Outer ring, then holes.</summary>
    public IReadOnlyList<IReadOnlyList<Vertex>> Rings => rings;

    /// <summary>Whether the point lies inside.</summary>
    public bool Contains(double x, double y)
    {
        var inside = false;
        foreach (var ring in rings)
        {
            for (var i = 0; i < ring.Length; i++)
            {
                var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
                // Half open, so that a corner on the line counts once.
                inside ^= a.Y <= y != b.Y <= y && Across(a, b, y) <= x;
            }
        }

        return inside;
    }

    /// <summary>
    /// Sets the cells of a grid whose centres lie inside. Cell (i, j) has its centre at ((i + .5) * stepX, (j + .5) * stepY) from the origin given.
    /// Each edge flips the rows it crosses from there to the right; what is flipped an odd number of times is inside.
    /// </summary>
    internal void Paint(bool[] grid, int width, int height, double stepX, double stepY, double originX = 0, double originY = 0)
    {
        var (left, right) = (Cell(Left, originX, stepX, width), Cell(Right, originX, stepX, width));
        var (top, bottom) = (Cell(Top, originY, stepY, height), Cell(Bottom, originY, stepY, height));
        var columns = right - left;
        if (columns <= 0 || bottom <= top)
            return;
        var flips = new bool[(bottom - top) * columns];
        foreach (var ring in rings)
        {
            for (var i = 0; i < ring.Length; i++)
                Flip(ring[i], ring[(i + 1) % ring.Length]);
        }

        for (int y = 0, at = 0; y < bottom - top; y++)
        {
            var inside = false;
            for (var x = 0; x < columns; x++)
                grid[((y + top) * width) + left + x] |= inside ^= flips[at++];
        }

        void Flip(Vertex a, Vertex b)
        {
            if (a.Y > b.Y)
                (a, b) = (b, a);
            for (int row = Cell(a.Y, originY, stepY, height), end = Cell(b.Y, originY, stepY, height); row < end; row++)
            {
                var column = Cell(Across(a, b, originY + ((row + 0.5) * stepY)), originX, stepX, width) - left;
                if (column < columns)
                    flips[((row - top) * columns) + Math.Max(0, column)] ^= true;
            }
        }
    }

    /// <summary>The first of <paramref name="count"/> cells whose centre is not before the position.</summary>
    private static int Cell(double position, double origin, double step, int count) =>
        (int)Math.Clamp(Math.Ceiling(((position - origin) / step) - 0.5), 0, count);

    /// <summary>Where an edge that is not level crosses a line.</summary>
    private static double Across(Vertex a, Vertex b, double y) => a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X));
}
