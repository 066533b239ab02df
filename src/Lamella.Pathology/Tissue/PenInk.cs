namespace Lamella.Pathology.Tissue;

/// <summary>
/// Pen ink on the cover glass: blue, green, black or red. Ink differs from stained tissue in hue: haematoxylin and eosin, and every mixture of them,
/// absorb green most, and red least but for deep haematoxylin. A pixel is ink when it has one of four hues (below), and it only counts in a piece of
/// at least <see cref="SmallestStroke"/>: no pen draws smaller, but nuclei and pigment are that small.
/// </summary>
/// <remarks>
/// Stains that are blue or green themselves (Alcian blue, light green) have the hue of ink and are taken for it; the share of ink then says so.
/// </remarks>
internal static class PenInk
{
    /// <summary>Smallest stroke in square millimetres: a dot of .16 mm.</summary>
    public const double SmallestStroke = 0.02;

    /// <summary>Ink fades out over this width, in micrometres; as much around each stroke belongs to it.</summary>
    public const double Rim = 24;

    /// <summary>Whether a colour is that of ink.</summary>
    public static bool IsInk(byte red, byte green, byte blue) =>
        IsGreen(red, green, blue) || IsBlue(red, green, blue) || IsBlack(red, green, blue) || IsRed(red, green, blue);

    /// <summary>Blue: red is absorbed most, and the colour is strong. Bluish haematoxylin lets red pass as green does, or is pale.</summary>
    private static bool IsBlue(byte red, byte green, byte blue) => blue - red >= 60 && green - red >= 8;

    /// <summary>Green: the one hue in which green is let pass best.</summary>
    private static bool IsGreen(byte red, byte green, byte blue) => green - red >= 25 && green - blue >= -10;

    /// <summary>Black: dark and without colour, where dark nuclei stay violet.</summary>
    private static bool IsBlack(byte red, byte green, byte blue) =>
        Math.Max(red, Math.Max(green, blue)) is < 80 and var largest && largest - Math.Min(red, Math.Min(green, blue)) < 20;

    /// <summary>
    /// Red: green and blue are absorbed alike and nearly wholly, and red hardly. Eosin lets half of the blue pass; blood comes near, but its red is
    /// darker (at 8 um/px a lake of it is about 195, 52, 64).
    /// </summary>
    private static bool IsRed(byte red, byte green, byte blue) => red - green >= 155 && red - blue >= 135 && Math.Abs(green - blue) <= 30;

    /// <summary>Keeps pieces that a pen can draw and adds their rim; the others are cleared.</summary>
    public static void KeepStrokes(bool[] ink, int width, int height, double micronsPerPixel)
    {
        var pixels = SmallestStroke * 1e6 / (micronsPerPixel * micronsPerPixel);
        if (PixelObjects.DropSmaller(ink, width, height, (int)Math.Min(Math.Ceiling(pixels), int.MaxValue)) > 0)
            Dilation.Square(ink, width, height, Math.Max(1, (int)Math.Round(Rim / micronsPerPixel)));
    }
}
