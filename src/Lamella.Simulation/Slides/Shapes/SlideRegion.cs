namespace Lamella.Simulation.Slides.Shapes;

/// <summary>A connected region of a slide. Corners are level-0 pixels; the last corner of a ring joins the first.</summary>
/// <param name="Exterior">Its outer ring.</param>
/// <param name="Holes">Rings of what is inside that ring and not of the region.</param>
public sealed record SlideRegion(IReadOnlyList<(int X, int Y)> Exterior, IReadOnlyList<IReadOnlyList<(int X, int Y)>> Holes)
{
    /// <summary>Area in square level-0 pixels.</summary>
    public long Area => Math.Abs(Twice(Exterior) / 2) - Holes.Sum(hole => Math.Abs(Twice(hole) / 2));

    /// <summary>Whether a point lies in the region.</summary>
    public bool Contains(double x, double y) => Inside(Exterior, x, y) && !Holes.Any(hole => Inside(hole, x, y));

    /// <summary>Twice the signed area of a ring.</summary>
    internal static long Twice(IReadOnlyList<(int X, int Y)> ring)
    {
        long sum = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Count]);
            sum += ((long)a.X * b.Y) - ((long)b.X * a.Y);
        }

        return sum;
    }

    private static bool Inside(IReadOnlyList<(int X, int Y)> ring, double x, double y)
    {
        var inside = false;
        for (var i = 0; i < ring.Count; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Count]);
            if (a.Y <= y != b.Y <= y && x < a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
                inside = !inside;
        }

        return inside;
    }
}
