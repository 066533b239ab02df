using System.Collections.Immutable;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using Lamella.Protocols.Shapes;

namespace Lamella.Protocols.Studies;

/// <summary>A document that has no fault, made into records.</summary>
internal static class StudyBuilder
{
    /// <summary>The whole protocol.</summary>
    public static StudyProtocol Build(DocumentNode root) => new()
    {
        Study = root["study"]!.Text!,
        Title = root["title"]!.Text!,
        Question = TextOf(root["question"]),
        Caution = TextOf(root["caution"]),
        Seeds = [.. root["seeds"]!.Elements.Select(e => (ulong)e.Integer!.Value)],
        Sites = [.. root["sites"]!.Elements.Select(Site).OrderBy(s => s.Id)],
        Dictionary = Dictionary(root),
        Task = Task(root),
        Inputs = Inputs(root),
        Split = Split(root["split"]!),
        Model = Model(root),
        Training = TrainingBuilder.Training(root["training"]!),
        Strategies = [.. root["strategies"]!.Elements.Select(s => StrategyBuilder.Strategy(s, root["training"]!["optimiser"]!))],
        Baselines = TrainingBuilder.Baselines(root["baselines"], root["training"]!["optimiser"]!),
        Quorum = RoundBuilder.Quorum(root["quorum"]),
        Aggregation = RoundBuilder.Aggregation(root["aggregation"]),
        Late = RoundBuilder.Late(root["late"]),
        NormFactor = root["normFactor"]?.Number,
        Reporting = Reporting(root["reporting"]),
    };

    /// <summary>The data dictionary, <c>names</c> written out.</summary>
    public static ImmutableArray<Variable> Dictionary(DocumentNode root) =>
    [
        .. root["dictionary"]!.Elements.SelectMany(entry => DictionaryView.NamesOf(entry).Select(named => new Variable
        {
            Name = named.Name,
            Meaning = TextOf(entry["meaning"]),
            Type = EnumOf<VariableType>(entry["type"]!),
            Unit = TextOf(entry["unit"]),
            Codes = TextsOf(entry["codes"]),
            Missing = TextsOf(entry["missing"]),
            KnownAt = EnumOf<KnownAt>(entry["knownAt"]!),
        })),
    ];

    /// <summary>The task.</summary>
    public static TaskSpec Task(DocumentNode root)
    {
        var task = root["task"]!;
        return task["kind"]!.Text switch
        {
            "binary" => new BinaryTask(task["outcome"]!.Text!, task["positive"]!.Text!),
            "multiclass" => new MulticlassTask(task["outcome"]!.Text!, task["classes"] is { } classes ? TextsOf(classes) : [.. new DictionaryView(root, new FaultList()).CodesOf(task["outcome"]!.Text!)]),
            "survival" => new SurvivalTask(task["time"]!.Text!, task["event"]!.Text!, EnumOf(task["loss"], CoxLoss.Breslow)),
            _ => new RegressionTask(task["outcome"]!.Text!),
        };
    }

    /// <summary>The inputs, <c>all</c> written out.</summary>
    public static InputSpec Inputs(DocumentNode root)
    {
        var inputs = root["inputs"]!;
        var bags = inputs["bags"];
        return new InputSpec
        {
            Clinical = inputs["clinical"]?.Text == "all"
                ? [.. new DictionaryView(root, new FaultList()).Predictors(TaskChecks.Outcomes(root))]
                : TextsOf(inputs["clinical"]),
            Bags = bags is null ? null : new BagInput
            {
                Kind = EnumOf(bags["kind"], BagKind.Tiles),
                Dimension = IntOf(bags["dimension"]),
                ContractSha256 = TextOf(bags["contractSha256"]),
                MaxTiles = IntOf(bags["maxTiles"]),
            },
            Standardise = EnumOf(inputs["standardise"], Standardisation.None),
            Fusion = EnumOf(inputs["fusion"], Fusion.None),
        };
    }

    /// <summary>The head.</summary>
    public static ModelSpec Model(DocumentNode root) => ModelBuilder.Model(root["model"]!);

    /// <summary>Name of a strategy's arm: as given, or the published spelling.</summary>
    public static string? StrategyName(DocumentNode strategy) =>
        strategy["name"]?.Text ?? StrategyShapes.PublishedNames.GetValueOrDefault(strategy["kind"]?.Text ?? "");

    /// <summary>Text, or empty.</summary>
    internal static string TextOf(DocumentNode? node) => node?.Text ?? "";

    /// <summary>A list of texts, or empty.</summary>
    internal static ImmutableArray<string> TextsOf(DocumentNode? node) => [.. node?.Texts ?? []];

    /// <summary>A whole number, or <paramref name="absent"/>.</summary>
    internal static int IntOf(DocumentNode? node, int absent = 0) => (int)(node?.Integer ?? absent);

    /// <summary>A number, or <paramref name="absent"/>.</summary>
    internal static double NumberOf(DocumentNode? node, double absent) => node?.Number ?? absent;

    /// <summary>A flag, or <paramref name="absent"/>.</summary>
    internal static bool FlagOf(DocumentNode? node, bool absent) => node?.Flag ?? absent;

    /// <summary>A word of an enum.</summary>
    internal static T EnumOf<T>(DocumentNode node)
        where T : struct, Enum => Enum.GetValues<T>().First(v => ChoiceShape.WordOf(v) == node.Text);

    /// <summary>A word of an enum, or <paramref name="absent"/>.</summary>
    internal static T EnumOf<T>(DocumentNode? node, T absent)
        where T : struct, Enum => node is null ? absent : EnumOf<T>(node);

    private static SiteSpec Site(DocumentNode site) => new(new SiteId(site["id"]!.Text!), EnumOf(site["role"], SiteRole.Train), TextOf(site["name"]));

    private static SplitSpec Split(DocumentNode split) => split["kind"]!.Text switch
    {
        "column" => new ColumnSplit(),
        "seeded" => new SeededSplit(split["testShare"]!.Number!.Value, (ulong?)split["seed"]?.Integer),
        _ => new FoldSplit(IntOf(split["folds"]), (ulong)split["seed"]!.Integer!.Value),
    };

    private static ReportingSpec Reporting(DocumentNode? node)
    {
        var standard = new ReportingSpec();
        return new ReportingSpec
        {
            MinimumCell = IntOf(node?["minimumCell"], standard.MinimumCell),
            Bootstrap = IntOf(node?["bootstrap"], standard.Bootstrap),
            PermuteOutcome = FlagOf(node?["permuteOutcome"], standard.PermuteOutcome),
        };
    }
}
