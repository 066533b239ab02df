using System.Globalization;
using System.Text.RegularExpressions;

namespace Lamella.Pathology.Slides;

/// <summary>Where a resolution comes from.</summary>
public enum ResolutionSource
{
    /// <summary>The scanner's own property.</summary>
    Vendor,

    /// <summary>Resolution tags of the TIFF file.</summary>
    TiffTags,

    /// <summary>Said by the user for all slides without one.</summary>
    Option,

    /// <summary>Said by the user for this slide.</summary>
    Override,
}

/// <summary>How large a pixel of level 0 is.</summary>
/// <param name="X">Micrometres per pixel across.</param>
/// <param name="Y">Micrometres per pixel down.</param>
/// <param name="Source">Who says so.</param>
public sealed record Resolution(double X, double Y, ResolutionSource Source)
{
    /// <summary>Mean of both directions, um/px.</summary>
    public double Mean => (X + Y) / 2;

    /// <summary>
    /// From a slide's properties: the vendor's um/px; else OME's physical size; else the TIFF tags (resolution and unit, inch or centimetre; without a unit
    /// they say nothing). Null when none is there.
    /// </summary>
    internal static Resolution? From(Func<string, string?> property)
    {
        if (Pair(property("openslide.mpp-x"), property("openslide.mpp-y")) is var (x, y))
            return new Resolution(x, y, ResolutionSource.Vendor);
        if (property("tiff.ImageDescription") is { } description && description.Contains("<OME", StringComparison.Ordinal)
            && Pair(Ome("X", description), Ome("Y", description)) is var (omeX, omeY))
            return new Resolution(omeX, omeY, ResolutionSource.Vendor);
        double? micrometres = property("tiff.ResolutionUnit") switch { "centimeter" => 10_000, "inch" => 25_400, _ => null };
        return micrometres is { } unit && Pair(property("tiff.XResolution"), property("tiff.YResolution")) is var (perX, perY)
            ? new Resolution(unit / perX, unit / perY, ResolutionSource.TiffTags)
            : null;
    }

    private static (double X, double Y)? Pair(string? first, string? second) =>
        Number(first) is { } a && Number(second) is { } b && a > 0 && b > 0 ? (a, b) : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>OME's physical size of a pixel; only micrometres, which are its default, are understood.</summary>
    private static string? Ome(string axis, string description)
    {
        var unit = Regex.Match(description, $"PhysicalSize{axis}Unit=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        if (unit.Success && unit.Groups[1].Value is not ("um" or "\u00b5m" or "\u03bcm"))
            return null;
        var size = Regex.Match(description, $"PhysicalSize{axis}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        return size.Success ? size.Groups[1].Value : null;
    }
}
