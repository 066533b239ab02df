using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using static Lamella.Protocols.Studies.StudyBuilder;

namespace Lamella.Protocols.Maps;

/// <summary>A map's document that has no fault, made into the record.</summary>
internal static class MapBuilder
{
    /// <summary>The map.</summary>
    public static SiteMap Build(DocumentNode root) => new()
    {
        Tables = [.. root["tables"]!.Elements.Select(Table)],
        Where = Entries(root["where"], TextsOf),
        Columns = Entries(root["columns"], TextOf),
        Codes = Entries(root["codes"], codes => Entries(codes, TextOf)),
        Missing = TextsOf(root["missing"]),
        Split = root["split"] is { } split ? new SplitColumn(split["column"]!.Text!, TextsOf(split["train"]), TextsOf(split["test"])) : null,
        Slides = root["slides"] is { } slides ? new SlideTableMap(slides["file"]!.Text!, slides["slide"]!.Text!, slides["patient"]!.Text!) : null,
        Bags = TextOf(root["bags"]),
        DeclaredContract = root["declaredContract"] is { } contract ? Contract(contract) : null,
        Limit = root["limit"] is { } limit ? new TrainingLimit(IntOf(limit["train"]), (int?)limit["positives"]?.Integer) : null,
    };

    private static TableMap Table(DocumentNode table) => new(table["file"]!.Text!, table["patient"]!.Text!)
    {
        Separator = table["separator"]?.Text is { } separator ? separator == "tab" ? '\t' : separator[0] : null,
        Decimal = table["decimal"]?.Text?[0],
        Encoding = TextOf(table["encoding"]),
    };

    private static FeatureContract Contract(DocumentNode node) => new()
    {
        EncoderSha256 = node["encoderSha256"]!.Text!,
        MicronsPerPixel = node["micronsPerPixel"]!.Number!.Value,
        TileSize = IntOf(node["tileSize"]),
        Preprocessing = node["preprocessing"]!.Text!,
        Dimension = IntOf(node["dimension"]),
        Declared = true,
    };

    private static ImmutableDictionary<string, T> Entries<T>(DocumentNode? map, Func<DocumentNode, T> valueOf) =>
        (map?.Entries ?? []).ToImmutableDictionary(e => e.Key, e => valueOf(e.Value), StringComparer.Ordinal);
}
