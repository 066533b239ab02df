namespace Lamella.Pathology.Stain;

/// <summary>
/// How the stained pixels of a slide divide by hue, as shares. Hue is read in density, where it does not depend on how much stain there is:
/// haematoxylin and eosin, and so every mixture of the two, absorb green most.
/// </summary>
/// <param name="Pixels">Stained pixels counted.</param>
/// <param name="Grey">Largest and smallest of red, green and blue differ by at most 8.</param>
/// <param name="Yellow">Blue is absorbed at least 1.1 times as much as green, and hardly any red (under .14 of the whole): saffron.</param>
/// <param name="Brown">Blue is absorbed at least 1.1 times as much as green, and red too: DAB.</param>
/// <param name="Cold">Red is absorbed at least 1.1 times as much as green: the blues and greens of trichromes, Alcian blue.</param>
/// <param name="Pink">Green is absorbed most and red under .45 times as much: eosin.</param>
internal readonly record struct StainHues(int Pixels, double Grey, double Yellow, double Brown, double Cold, double Pink)
{
    private const int GreyRange = 8;
    private const double Dominance = 1.1, SaffronRed = 0.14, EosinRed = 0.45;

    public static StainHues Of(ReadOnlySpan<byte> rgb)
    {
        var density = OpticalDensity.Table;
        int grey = 0, yellow = 0, brown = 0, cold = 0, pink = 0;
        for (var at = 0; at < rgb.Length; at += 3)
        {
            byte red = rgb[at], green = rgb[at + 1], blue = rgb[at + 2];
            if (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) <= GreyRange)
            {
                grey++;
                continue;
            }

            var (r, g, b) = (density[red], density[green], density[blue]);
            if (r >= Dominance * g && r > 0)
                cold++;
            else if (b >= Dominance * g && r < SaffronRed * (r + g + b))
                yellow++;
            else if (b >= Dominance * g)
                brown++;
            else if (r < EosinRed * g)
                pink++;
        }

        var pixels = rgb.Length / 3;
        var share = 1.0 / Math.Max(1, pixels);
        return new StainHues(pixels, grey * share, yellow * share, brown * share, cold * share, pink * share);
    }
}
