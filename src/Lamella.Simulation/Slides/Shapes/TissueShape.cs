using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Slides.Shapes;

/// <summary>The outline of the tissue on a slide: one large irregular piece, and on every third slide a small one beside it.</summary>
internal static class TissueShape
{
    private const int MaxCells = 1024, FinestCell = 16;

    /// <summary>Side of a mask's cell in pixels for a slide of this size.</summary>
    public static int CellOf(int width, int height) => Math.Max(1, (Math.Max(width, height) + (MaxCells * FinestCell) - 1) / (MaxCells * FinestCell)) * FinestCell;

    /// <summary>Draws an outline that stays clear of the slide's edge.</summary>
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="width">Slide width in pixels.</param>
    /// <param name="height">Slide height in pixels.</param>
    /// <param name="share">Share of the slide that is tissue, about, above 0 to .6.</param>
    public static CellMask Draw(ref RandomStream stream, int width, int height, double share)
    {
        var cell = CellOf(width, height);
        var mask = new CellMask((width + cell - 1) / cell, (height + cell - 1) / cell, cell);
        var scale = Math.Sqrt(share / Math.PI);
        var stretch = 0.9 + (0.25 * stream.NextDouble());
        var centre = (width * (0.47 + (0.06 * stream.NextDouble())), height * (0.47 + (0.06 * stream.NextDouble())));
        mask.Fill(Fitted(Blob.Draw(ref stream, centre, (width * scale * stretch, height * scale / stretch), 0.22), width, height));
        if (stream.NextInt(3) == 0)
        {
            var side = stream.NextInt(2) == 0 ? 0.12 : 0.88;
            mask.Fill(Fitted(Blob.Draw(ref stream, (width * side, height * (0.15 + (0.7 * stream.NextDouble()))), (width * scale * 0.2, height * scale * 0.2), 0.2), width, height));
        }

        return mask;
    }

    /// <summary>Shrunk and moved as far as it must to stay clear of the edge.</summary>
    private static (double X, double Y)[] Fitted((double X, double Y)[] outline, int width, int height)
    {
        var (moveX, scaleX) = Fit(outline.Min(corner => corner.X), outline.Max(corner => corner.X), width);
        var (moveY, scaleY) = Fit(outline.Min(corner => corner.Y), outline.Max(corner => corner.Y), height);
        return Array.ConvertAll(outline, corner => (Math.Round(moveX + (corner.X * scaleX)), Math.Round(moveY + (corner.Y * scaleY))));
    }

    private static (double Move, double Scale) Fit(double least, double most, int length)
    {
        var margin = 0.04 * length;
        var scale = Math.Min(1, (length - (2 * margin)) / (most - least));
        var highest = Math.Max(margin, length - margin - ((most - least) * scale));
        return (Math.Clamp(least, margin, highest) - (least * scale), scale);
    }
}
