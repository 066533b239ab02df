using System.Text.Json;
using Lamella.Federation;

namespace Lamella.Pathology.Tissue;

/// <summary>Reads the GeoJSON of QuPath. The file is not trusted: its size, its depth, the number of corners and every number are bounded.</summary>
internal static class GeoJsonReader
{
    private const int MaxDepth = 32, MaxName = 200;

    // A slide of 100 mm at .1 um/px has a million pixels a side; anything beyond is no position on a slide.
    private const double MaxCoordinate = 1e7;
    private const string Remedy = "Export the objects again as GeoJSON from QuPath.";

    public static Regions Read(ReadOnlyMemory<byte> geoJson)
    {
        if (geoJson.Length > Regions.MaxBytes)
            throw Fault($"the regions are longer than {Regions.MaxBytes / 1_000_000} MB", "Simplify the polygons, or export fewer objects.");
        if (geoJson.Span.StartsWith("\uFEFF"u8))
            geoJson = geoJson[3..];
        try
        {
            using var document = JsonDocument.Parse(geoJson, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new Reading().All(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw Fault($"the regions are not JSON, or nested deeper than {MaxDepth} (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})", Remedy, fault);
        }
        catch (InvalidOperationException fault)
        {
            // A string that is not valid UTF-16 passes the parser and fails when it is read.
            throw Fault("the regions hold text that is not Unicode", Remedy, fault);
        }
    }

    public static LamellaException Fault(string fault, string remedy = Remedy, Exception? inner = null) =>
        new(ErrorCodes.RegionsInvalid, fault + ".", remedy, inner);

    private sealed class Reading
    {
        private readonly List<Region> regions = [];
        private int position, vertices, withoutArea;

        public Regions All(JsonElement root)
        {
            if (root.ValueKind is JsonValueKind.Array)
                Each(root);
            else if (Member(root, "features") is { ValueKind: JsonValueKind.Array } features)
                Each(features);
            else if (Text(root, "type") == "Feature")
                Feature(root);
            else
                throw Fault("the regions are neither a FeatureCollection nor a Feature nor an array of Features");
            return new Regions(regions, withoutArea);
        }

        private void Each(JsonElement features)
        {
            foreach (var feature in features.EnumerateArray())
                Feature(feature);
        }

        private void Feature(JsonElement feature)
        {
            position++;
            if (feature.ValueKind is not JsonValueKind.Object || Member(feature, "geometry") is not { ValueKind: JsonValueKind.Object } geometry)
                throw Wrong("has no geometry");
            var coordinates = Member(geometry, "coordinates") ?? throw Wrong("has no coordinates");
            List<Polygon> polygons = [];
            switch (Text(geometry, "type"))
            {
                case "Polygon":
                    polygons.Add(Polygon(coordinates));
                    break;
                case "MultiPolygon":
                    polygons.AddRange(Items(coordinates).Select(Polygon));
                    break;
                case "Point" or "MultiPoint" or "LineString" or "MultiLineString":
                    withoutArea++;
                    return;
                default:
                    throw Wrong("is neither Polygon nor MultiPolygon");
            }

            var (name, use) = Class(Member(feature, "properties"));
            regions.Add(new Region(name, use, polygons));
        }

        private (string? Name, RegionUse Use) Class(JsonElement? properties)
        {
            if (properties is not { ValueKind: JsonValueKind.Object } all)
                return (null, RegionUse.Include);
            var name = Member(all, "classification") switch
            {
                { ValueKind: JsonValueKind.Object } named => Text(named, "name") ?? Names(named),
                { ValueKind: JsonValueKind.String } text => text.GetString(),
                _ => null,
            };
            name ??= Text(all, "name");
            if (name?.Length > MaxName)
                throw Wrong($"has a class name of more than {MaxName} characters");
            name = string.IsNullOrWhiteSpace(name) ? null : name.Trim();
            // Cells and tiles that QuPath detected carry no class unless someone gave them one; nobody drew them to say where to look.
            var drawn = Text(all, "objectType") is null or "annotation" or "root";
            return (name, name is null && !drawn ? RegionUse.Annotation : Regions.UseOf(name));
        }

        /// <summary>A class of several parts, as QuPath 0.4 and later write it.</summary>
        private static string? Names(JsonElement named) => Member(named, "names") is { ValueKind: JsonValueKind.Array } parts
            ? string.Join(": ", parts.EnumerateArray().Where(part => part.ValueKind is JsonValueKind.String).Select(part => part.GetString()))
            : null;

        private Polygon Polygon(JsonElement rings)
        {
            var all = Items(rings).Select(Ring).ToArray();
            return all.Length > 0 ? new Polygon(all) : throw Wrong("has a polygon without a ring");
        }

        private Vertex[] Ring(JsonElement ring)
        {
            var corners = new List<Vertex>();
            foreach (var corner in Items(ring))
            {
                if (++vertices > Regions.MaxVertices)
                    throw Fault($"feature {position} of the regions: more than {Regions.MaxVertices} corners in all", "Simplify the polygons, or export fewer objects.");
                corners.Add(Corner(corner));
            }

            return corners.Distinct().Take(3).Count() == 3 ? [.. corners] : throw Wrong("has a ring of fewer than three corners");
        }

        private Vertex Corner(JsonElement corner)
        {
            if (corner.ValueKind is JsonValueKind.Array && corner.GetArrayLength() is >= 2 and <= 4)
                return new Vertex(Number(corner[0]), Number(corner[1]));
            throw Wrong("has a corner that is not a pair of numbers");
        }

        private double Number(JsonElement number) =>
            number.ValueKind is JsonValueKind.Number && number.TryGetDouble(out var value) && Math.Abs(value) <= MaxCoordinate
                ? value
                : throw Wrong($"has a coordinate that is not a number of at most {MaxCoordinate:0} pixels");

        private JsonElement.ArrayEnumerator Items(JsonElement array) =>
            array.ValueKind is JsonValueKind.Array ? array.EnumerateArray() : throw Wrong("has coordinates that are not nested as its type asks");

        private LamellaException Wrong(string what) => Fault($"feature {position} of the regions {what}");

        private static JsonElement? Member(JsonElement element, string name) =>
            element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

        private static string? Text(JsonElement element, string name) =>
            Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
    }
}
