using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using static Lamella.Protocols.Studies.StudyBuilder;

namespace Lamella.Protocols.Studies;

/// <summary><c>quorum</c>, <c>aggregation</c> and <c>late</c> made into records. What is not written stays null, so that it is not in the hash.</summary>
internal static class RoundBuilder
{
    /// <summary>What it takes to close a round.</summary>
    public static QuorumSpec Quorum(DocumentNode? node) => new()
    {
        Sites = IntOf(node?["sites"]),
        SampleShare = node?["sampleShare"]?.Number,
        Required = node?["required"] is { } required ? [.. required.Elements.Select(e => new SiteId(e.Text!)).Order()] : null,
    };

    /// <summary>How the sites' deltas become one.</summary>
    public static AggregationSpec? Aggregation(DocumentNode? node) => node?["kind"]!.Text switch
    {
        null => null,
        "median" => new MedianSpec(),
        "trimmed-mean" => new TrimmedMeanSpec { Trim = node["trim"]!.Number!.Value },
        "krum" => new KrumSpec { Hostile = IntOf(node["hostile"]), Keep = IntOf(node["keep"], 1) },
        _ => new NormClipSpec { Norm = node["norm"]?.Number },
    };

    /// <summary>What becomes of late updates.</summary>
    public static LateSpec? Late(DocumentNode? node) => node is null ? null : new LateSpec(node["weight"]!.Number!.Value);
}
