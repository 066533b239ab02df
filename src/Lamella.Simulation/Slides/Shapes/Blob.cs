using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Slides.Shapes;

/// <summary>Irregular closed outlines: an ellipse whose radius swells and shrinks along the way round.</summary>
internal static class Blob
{
    private const int Corners = 128, Waves = 7;

    /// <summary>An outline in level-0 pixels; its area is near that of the ellipse.</summary>
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="centre">Centre in pixels.</param>
    /// <param name="radius">Half-axes in pixels.</param>
    /// <param name="roughness">How far the radius goes up and down; 0: an ellipse.</param>
    public static (double X, double Y)[] Draw(ref RandomStream stream, (double X, double Y) centre, (double X, double Y) radius, double roughness)
    {
        Span<double> cosine = stackalloc double[Waves + 1], sine = stackalloc double[Waves + 1];
        for (var wave = 2; wave <= Waves; wave++)
            (cosine[wave], sine[wave]) = (roughness * stream.NextGaussian() / wave, roughness * stream.NextGaussian() / wave);
        var outline = new (double X, double Y)[Corners];
        for (var i = 0; i < Corners; i++)
        {
            var angle = 2 * Math.PI * i / Corners;
            var reach = 1.0;
            for (var wave = 2; wave <= Waves; wave++)
                reach += (cosine[wave] * Math.Cos(wave * angle)) + (sine[wave] * Math.Sin(wave * angle));
            reach = Math.Clamp(reach, 0.45, 1.35);
            // Whole pixels: the last bits of sines differ between processors.
            outline[i] = (Math.Round(centre.X + (radius.X * reach * Math.Cos(angle))), Math.Round(centre.Y + (radius.Y * reach * Math.Sin(angle))));
        }

        return outline;
    }
}
