namespace Lamella.Pathology.Tissue;

/// <summary>
/// Whether a pixel is stained by its own colour, without a threshold from the picture. Glass is near white; where it is tinted it is yellow, green or
/// blue, but never the magenta of H&amp;E. So a pixel is stained when green is its lowest value and its values range over at least 20 levels, or they
/// range over at least 40 whatever the hue, or its grey level is under 170, where no scanner leaves glass.
/// </summary>
internal static class StainedPixel
{
    private const int MagentaRange = 20, AnyRange = 40, DarkGrey = 170;

    public static bool IsStained(byte red, byte green, byte blue)
    {
        var lowest = Math.Min(red, Math.Min(green, blue));
        var range = Math.Max(red, Math.Max(green, blue)) - lowest;
        return range >= AnyRange || (range >= MagentaRange && green == lowest) || Grey(red, green, blue) < DarkGrey;
    }

    /// <summary>Grey level, 0 to 255, with the weights of ITU-R BT.601.</summary>
    public static byte Grey(byte red, byte green, byte blue) => (byte)(((77 * red) + (150 * green) + (29 * blue) + 128) >> 8);
}
