namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>Paints any square of a slide's level 0 when asked, so that no slide is ever in memory as a whole. Safe for several threads.</summary>
public interface IRegionPainter
{
    /// <summary>The colour of empty glass: what a square is filled with before it is painted.</summary>
    (byte Red, byte Green, byte Blue) Ground { get; }

    /// <summary>
    /// Paints a square; the same square twice gives the same bytes. Squares at the right and lower edge may reach beyond the slide, where what is
    /// painted does not matter.
    /// </summary>
    /// <param name="x">Left edge in level-0 pixels.</param>
    /// <param name="y">Upper edge in level-0 pixels.</param>
    /// <param name="side">Side in pixels.</param>
    /// <param name="rgb">side * side * 3 bytes, row by row, filled with the ground.</param>
    /// <returns>False when nothing lies there and <paramref name="rgb"/> was left as it was: such squares cost neither time nor disk.</returns>
    bool Paint(int x, int y, int side, Span<byte> rgb);
}
