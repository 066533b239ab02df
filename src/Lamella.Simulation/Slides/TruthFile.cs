using System.Text.Json;
using Lamella.Pathology.Files;
using Lamella.Simulation.Slides.Shapes;

namespace Lamella.Simulation.Slides;

/// <summary>Outlines of lesions as GeoJSON that QuPath opens: one annotation of class <c>Tumor</c> per region, in level-0 pixels.</summary>
public static class TruthFile
{
    /// <summary>Name of the class.</summary>
    public const string ClassName = "Tumor";

    /// <summary>Writes the file; without regions the collection is empty, which says that there are none.</summary>
    public static void Write(string path, IEnumerable<SlideRegion> regions) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var region in regions)
            WriteFeature(json, region);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteFeature(Utf8JsonWriter json, SlideRegion region)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        WriteRing(json, region.Exterior);
        foreach (var hole in region.Holes)
            WriteRing(json, hole);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("objectType", "annotation");
        json.WriteStartObject("classification");
        json.WriteString("name", ClassName);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, IReadOnlyList<(int X, int Y)> ring)
    {
        json.WriteStartArray();
        // GeoJSON closes a ring by saying its first corner again.
        foreach (var (x, y) in ring.Append(ring[0]))
        {
            json.WriteStartArray();
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
