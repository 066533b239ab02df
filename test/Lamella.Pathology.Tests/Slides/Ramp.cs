using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Pathology.Tests.Slides;

/// <summary>Every pixel says where it lies: red grows with x, green with y.</summary>
internal sealed class Ramp(int pixelsPerStep) : IRegionPainter
{
    public (byte Red, byte Green, byte Blue) Ground => (0, 0, 0);

    public bool Paint(int x, int y, int side, Span<byte> rgb)
    {
        for (int row = 0, at = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++, at += 3)
                (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)Math.Min(255, (x + column) / pixelsPerStep), (byte)Math.Min(255, (y + row) / pixelsPerStep), 128);
        }

        return true;
    }
}
