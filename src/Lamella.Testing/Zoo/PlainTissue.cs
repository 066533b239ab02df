using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Testing.Zoo;

/// <summary>The simplest tissue: a pink rectangle with a dark grid of dots on white glass, for tests that work out by hand what lies where.</summary>
/// <param name="left">Left edge of the tissue in pixels.</param>
/// <param name="top">Upper edge.</param>
/// <param name="width">Width; 0: no tissue at all.</param>
/// <param name="height">Height.</param>
public sealed class PlainTissue(int left, int top, int width, int height) : IRegionPainter
{
    private const int DotEvery = 12, Dot = 5;

    /// <inheritdoc />
    public (byte Red, byte Green, byte Blue) Ground => (245, 245, 245);

    /// <inheritdoc />
    public bool Paint(int x, int y, int side, Span<byte> rgb)
    {
        var any = false;
        for (var row = Math.Max(y, top); row < Math.Min(y + side, top + height); row++)
        {
            for (var column = Math.Max(x, left); column < Math.Min(x + side, left + width); column++)
            {
                var at = (((row - y) * side) + column - x) * 3;
                var dot = row % DotEvery < Dot && column % DotEvery < Dot;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = dot ? ((byte)90, (byte)50, (byte)130) : ((byte)225, (byte)150, (byte)190);
                any = true;
            }
        }

        return any;
    }
}
