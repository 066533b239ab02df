using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Slides.Shapes;

/// <summary>Where lesions lie: one to three compact patches of cells within what is allowed, and their exact outlines.</summary>
internal sealed record LesionPlan(CellMask Cells, IReadOnlyList<SlideRegion> Regions)
{
    private const int Attempts = 60;

    /// <summary>Plans lesions.</summary>
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="allowed">Cells that may be lesion.</param>
    /// <param name="target">Cells that shall be, within about a tenth; 0: none, else at least one.</param>
    /// <param name="patches">At most so many patches.</param>
    public static LesionPlan Draw(ref RandomStream stream, CellMask allowed, int target, int patches = 3)
    {
        var cells = new CellMask(allowed.Columns, allowed.Rows, allowed.Cell);
        var places = Places(allowed);
        target = Math.Min(target, places.Count);
        var left = 1 + stream.NextInt(patches);
        for (var (attempt, missing) = (0, target); attempt < Attempts && missing > target / 10; attempt++)
        {
            var (column, row) = places[stream.NextInt(places.Count)];
            if (cells.Count > 0 && attempt >= patches && !Touches(cells, column, row))
                continue;
            var radius = Math.Max(0.75, Math.Sqrt(missing / (double)left / Math.PI)) * allowed.Cell;
            var centre = ((column + 0.5) * allowed.Cell, (row + 0.5) * allowed.Cell);
            missing -= cells.Fill(Blob.Draw(ref stream, centre, (radius, radius), 0.25), allowed);
            left = Math.Max(1, left - 1);
        }

        cells.OpenPinches();
        return new LesionPlan(cells, RegionTracer.Trace(cells));
    }

    private static bool Touches(CellMask cells, int column, int row) =>
        cells[column, row] || cells[column - 1, row] || cells[column + 1, row] || cells[column, row - 1] || cells[column, row + 1];

    private static List<(int Column, int Row)> Places(CellMask allowed)
    {
        var places = new List<(int Column, int Row)>();
        for (var row = 0; row < allowed.Rows; row++)
        {
            for (var column = 0; column < allowed.Columns; column++)
            {
                if (allowed[column, row])
                    places.Add((column, row));
            }
        }

        return places;
    }
}
