using Lamella.Federation;

namespace Lamella.Pathology.Tissue;

/// <summary>
/// Regions somebody drew on a slide, from GeoJSON as QuPath writes it (RFC 7946; coordinates are level-0 pixels). The class of a region says what it
/// is for: no class, <c>Region*</c>, <c>Include</c> or <c>Tissue</c> is tissue to take; <c>Ignore*</c>, <c>Exclude*</c> and every other name that ends
/// in an asterisk is left out; anything else is an annotation. Upper and lower case do not matter, nor the asterisk of the three names.
/// </summary>
public sealed class Regions
{
    /// <summary>Largest file read, in bytes.</summary>
    public const int MaxBytes = 50_000_000;

    /// <summary>Most corners over all polygons of a file.</summary>
    public const int MaxVertices = 1_000_000;

    private const int Samples = 16;

    /// <summary>Regions made by hand or by a reader.</summary>
    /// <param name="items">The regions.</param>
    /// <param name="withoutArea">Features of the file that were passed over, being points or lines.</param>
    public Regions(IReadOnlyList<Region> items, int withoutArea = 0) => (Items, WithoutArea) = (items, withoutArea);

    /// <summary>All regions, in the order of the file.</summary>
    public IReadOnlyList<Region> Items { get; }

    /// <summary>Points and lines of the file; they cover nothing and were passed over.</summary>
    public int WithoutArea { get; }

    /// <summary>Classes of the annotations, each once, sorted.</summary>
    public IReadOnlyList<string> AnnotationClasses =>
        [.. Items.Where(region => region.Use is RegionUse.Annotation).Select(region => region.ClassName).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Reads GeoJSON: a FeatureCollection, one Feature, or an array of Features.</summary>
    /// <exception cref="LamellaException">Anything in it is not as it should be; the message counts the features from 1.</exception>
    public static Regions Read(ReadOnlyMemory<byte> geoJson) => GeoJsonReader.Read(geoJson);

    /// <summary>Reads a stream of GeoJSON to its end.</summary>
    /// <exception cref="LamellaException">As above, or it is longer than <see cref="MaxBytes"/>.</exception>
    public static Regions Read(Stream geoJson)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = geoJson.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > MaxBytes)
                throw GeoJsonReader.Fault($"the regions are longer than {MaxBytes / 1_000_000} MB", "Simplify the polygons, or export fewer objects.");
            bytes.Write(buffer, 0, read);
        }

        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>What a class name says a region is for.</summary>
    public static RegionUse UseOf(string? className)
    {
        var name = className?.Trim() ?? "";
        var stem = name.TrimEnd('*').TrimEnd().ToUpperInvariant();
        return stem switch
        {
            "REGION" or "INCLUDE" or "TISSUE" => RegionUse.Include,
            "IGNORE" or "EXCLUDE" => RegionUse.Exclude,
            "" when name.Length == 0 => RegionUse.Include,
            _ => name.EndsWith('*') ? RegionUse.Exclude : RegionUse.Annotation,
        };
    }

    /// <summary>
    /// Share of a rectangle, in level-0 pixels, that the polygons of a class cover together, 0 to 1, from 16 x 16 points: the truth of a tile.
    /// </summary>
    /// <param name="className">The class, in its own case.</param>
    /// <param name="left">Left edge.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="right">Right edge.</param>
    /// <param name="bottom">Lower edge.</param>
    public double Coverage(string className, double left, double top, double right, double bottom)
    {
        if (!(right > left && bottom > top))
            return 0;
        bool[]? grid = null;
        foreach (var region in Items.Where(region => region.ClassName == className))
        {
            foreach (var polygon in region.Polygons)
            {
                if (polygon.Left < right && polygon.Right > left && polygon.Top < bottom && polygon.Bottom > top)
                    polygon.Paint(grid ??= new bool[Samples * Samples], Samples, Samples, (right - left) / Samples, (bottom - top) / Samples, left, top);
            }
        }

        return grid is null ? 0 : grid.Count(covered => covered) / (double)(Samples * Samples);
    }
}
