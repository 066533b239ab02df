using Lamella.Federation.Randomness;
using NetVips;

namespace Lamella.Pathology.Tests.Stain;

/// <summary>Tiles painted with known stains, and real ones.</summary>
internal static class StainPainter
{
    public const int Side = 128;
    private static readonly double[] White = [255, 255, 255];

    /// <summary>
    /// A tile in which each pixel holds up to the given amount of every stain, and grey-level noise of the given size. A third of the pixels holds
    /// the first stain alone, a third the second alone.
    /// </summary>
    public static byte[] Paint(ulong seed, double noise, params (double[] Vector, double Most)[] stains)
    {
        var random = new RandomStream(seed, "", "painted-tile", 0);
        var rgb = new byte[Side * Side * 3];
        for (var at = 0; at < rgb.Length; at += 3)
        {
            var only = random.NextInt(3);
            var density = new double[3];
            for (var s = 0; s < stains.Length; s++)
            {
                var amount = random.NextDouble() * stains[s].Most;
                if (only < 2 && only != s && s < 2)
                    continue;
                for (var channel = 0; channel < 3; channel++)
                    density[channel] += amount * stains[s].Vector[channel] / Length(stains[s].Vector);
            }

            for (var channel = 0; channel < 3; channel++)
                rgb[at + channel] = (byte)Math.Clamp(Math.Round((256 * Math.Pow(10, -density[channel])) - 1 + (noise * random.NextGaussian())), 0, 255);
        }

        return rgb;
    }

    /// <summary>Angle in degrees between two vectors.</summary>
    public static double Angle(double[] a, double[] b) =>
        Math.Acos(Math.Min(1, a.Zip(b, (x, y) => x * y).Sum() / Length(a) / Length(b))) * 180 / Math.PI;

    /// <summary>A real tile as RGB, transparency on white.</summary>
    public static byte[] Load(string file) => LoadSized(file).Rgb;

    public static (byte[] Rgb, int Width, int Height) LoadSized(string file)
    {
        using var image = Image.NewFromFile(file);
        using var opaque = image.HasAlpha() ? image.Flatten(background: White) : image.Copy();
        using var colour = opaque.Colourspace(Enums.Interpretation.Srgb);
        return (colour.WriteToMemory<byte>(), colour.Width, colour.Height);
    }

    private static double Length(double[] v) => Math.Sqrt(v.Sum(x => x * x));
}
