using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using static Lamella.Protocols.Studies.StudyBuilder;

namespace Lamella.Protocols.Studies;

/// <summary>The sections <c>training</c> and <c>baselines</c> made into records.</summary>
internal static class TrainingBuilder
{
    /// <summary>The section <c>training</c>.</summary>
    public static TrainingSpec Training(DocumentNode node) => new()
    {
        Rounds = IntOf(node["rounds"]),
        RoundSteps = IntOf(node["roundSteps"]),
        RoundEpochs = IntOf(node["roundEpochs"]),
        Batch = IntOf(node["batch"]),
        Accumulate = IntOf(node["accumulate"], 1),
        Optimiser = Optimiser(node["optimiser"]!),
        ClassWeights = [.. node["classWeights"]?.Elements.Select(e => e.Number!.Value) ?? []],
        ClipGradient = NumberOf(node["clipGradient"], 0),
        EarlyStopping = node["earlyStopping"] is { } stop
            ? new EarlyStopping(EnumOf(stop["on"], StoppingData.SiteHoldout), stop["share"]!.Number!.Value, IntOf(stop["patience"]))
            : null,
        KeepLocal = TextsOf(node["keepLocal"]),
    };

    /// <summary>The section <c>baselines</c>; all of it may be left out.</summary>
    public static BaselineSpec Baselines(DocumentNode? node, DocumentNode general) => new()
    {
        Local = FlagOf(node?["local"], true),
        Ensemble = FlagOf(node?["ensemble"], true),
        Pooled = FlagOf(node?["pooled"], true),
        Epochs = IntOf(node?["epochs"]),
        Batch = IntOf(node?["batch"]),
        Optimiser = node?["optimiser"] is { } own ? Partial(own, general) : null,
    };

    /// <summary>An optimiser whose left-out keys come from the general one; moments and momentum only where the rule is the same.</summary>
    public static OptimiserSpec Partial(DocumentNode own, DocumentNode general)
    {
        var start = Optimiser(general);
        var kind = EnumOf(own["kind"], start.Kind);
        var standard = new OptimiserSpec { LearningRate = start.LearningRate };
        var same = (kind == OptimiserKind.Sgd) == (start.Kind == OptimiserKind.Sgd);
        return Optimiser(own, (same ? start : standard with { WeightDecay = start.WeightDecay, Schedule = start.Schedule, KeepState = start.KeepState }) with { Kind = kind });
    }

    private static OptimiserSpec Optimiser(DocumentNode node) => Optimiser(node, new OptimiserSpec { LearningRate = node["learningRate"]!.Number!.Value });

    private static OptimiserSpec Optimiser(DocumentNode node, OptimiserSpec absent) => new()
    {
        Kind = EnumOf(node["kind"], absent.Kind),
        LearningRate = NumberOf(node["learningRate"], absent.LearningRate),
        Momentum = NumberOf(node["momentum"], absent.Momentum),
        WeightDecay = NumberOf(node["weightDecay"], absent.WeightDecay),
        Beta1 = NumberOf(node["beta1"], absent.Beta1),
        Beta2 = NumberOf(node["beta2"], absent.Beta2),
        Epsilon = NumberOf(node["epsilon"], absent.Epsilon),
        Schedule = EnumOf(node["schedule"], absent.Schedule),
        KeepState = FlagOf(node["keepState"], absent.KeepState),
    };
}
