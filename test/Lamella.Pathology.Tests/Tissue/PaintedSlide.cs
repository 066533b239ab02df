using Lamella.Federation.Randomness;
using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Tests.Tissue;

/// <summary>An overview painted by hand: glass with noise, and on it tissue, ink and whatever a test puts there.</summary>
internal sealed class PaintedSlide
{
    public static readonly (int R, int G, int B) Glass = (240, 239, 241), Haematoxylin = (105, 75, 145), Eosin = (215, 130, 175);
    private RandomStream random = new(5, "", "painted-slide", 0);

    public PaintedSlide(int width, int height, double noise = 2) : this(width, height, Glass, noise)
    {
    }

    public PaintedSlide(int width, int height, (int R, int G, int B) ground, double noise = 2)
    {
        Image = RgbImage.Blank(width, height);
        Noise = noise;
        Fill(0, 0, width, height, ground);
    }

    public RgbImage Image { get; }

    private double Noise { get; }

    public void Fill(int left, int top, int width, int height, (int R, int G, int B) colour)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                Set(x, y, colour);
        }
    }

    /// <summary>H&amp;E: nuclei of haematoxylin, a third of the pixels, in eosin.</summary>
    public void Tissue(int left, int top, int width, int height)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                Set(x, y, random.NextInt(3) == 0 ? Haematoxylin : Eosin);
        }
    }

    /// <summary>Pixels without noise.</summary>
    public void Pure(int left, int top, int width, int height, byte value)
    {
        for (var y = top; y < top + height; y++)
            Image.Row(y).Slice(left * 3, width * 3).Fill(value);
    }

    private void Set(int x, int y, (int R, int G, int B) colour)
    {
        var noise = Noise * random.NextGaussian();
        var pixel = Image.Row(y).Slice(x * 3, 3);
        (pixel[0], pixel[1], pixel[2]) = (Byte(colour.R + noise), Byte(colour.G + noise), Byte(colour.B + noise));
    }

    // Below the values that mean filled in, and above those that mean not scanned.
    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 12, 252);
}
