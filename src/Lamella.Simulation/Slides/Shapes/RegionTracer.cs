namespace Lamella.Simulation.Slides.Shapes;

/// <summary>The exact outlines of a mask's cells: one region per group of cells that share edges.</summary>
internal static class RegionTracer
{
    /// <summary>Regions from the top down. The mask has no pinches (<see cref="CellMask.OpenPinches"/>).</summary>
    public static List<SlideRegion> Trace(CellMask mask)
    {
        var seen = new CellMask(mask.Columns, mask.Rows, mask.Cell);
        var regions = new List<SlideRegion>();
        for (var row = 0; row < mask.Rows; row++)
        {
            for (var column = 0; column < mask.Columns; column++)
            {
                if (mask[column, row] && !seen[column, row])
                    regions.Add(Outline(Group(mask, seen, column, row), mask));
            }
        }

        return regions;
    }

    private static List<(int Column, int Row)> Group(CellMask mask, CellMask seen, int column, int row)
    {
        var group = new List<(int Column, int Row)> { (column, row) };
        seen[column, row] = true;
        for (var next = 0; next < group.Count; next++)
        {
            var (x, y) = group[next];
            Visit(x - 1, y);
            Visit(x + 1, y);
            Visit(x, y - 1);
            Visit(x, y + 1);
        }

        return group;

        void Visit(int x, int y)
        {
            if (!mask[x, y] || seen[x, y])
                return;
            seen[x, y] = true;
            group.Add((x, y));
        }
    }

    /// <summary>Cell edges with the inside on their right hand, chained into rings; without pinches one edge leaves each corner.</summary>
    private static SlideRegion Outline(List<(int Column, int Row)> group, CellMask mask)
    {
        var edges = new SortedDictionary<(int X, int Y), (int X, int Y)>();
        foreach (var (x, y) in group)
        {
            if (!mask[x, y - 1])
                edges.Add((x, y), (x + 1, y));
            if (!mask[x + 1, y])
                edges.Add((x + 1, y), (x + 1, y + 1));
            if (!mask[x, y + 1])
                edges.Add((x + 1, y + 1), (x, y + 1));
            if (!mask[x - 1, y])
                edges.Add((x, y + 1), (x, y));
        }

        var rings = new List<IReadOnlyList<(int X, int Y)>>();
        while (edges.Count > 0)
            rings.Add(Chain(edges, mask.Cell));
        // Clockwise with y downwards is the outer one; holes run the other way.
        return new SlideRegion(rings.Single(ring => SlideRegion.Twice(ring) > 0), [.. rings.Where(ring => SlideRegion.Twice(ring) < 0)]);
    }

    private static List<(int X, int Y)> Chain(SortedDictionary<(int X, int Y), (int X, int Y)> edges, int cell)
    {
        var ring = new List<(int X, int Y)>();
        var start = edges.First().Key;
        var (at, came) = (start, (0, 0));
        do
        {
            var next = edges[at];
            edges.Remove(at);
            var direction = (next.X - at.X, next.Y - at.Y);
            // Corners only, no points along a straight edge.
            if (direction != came)
                ring.Add((at.X * cell, at.Y * cell));
            (at, came) = (next, direction);
        }
        while (at != start);
        return ring;
    }
}
