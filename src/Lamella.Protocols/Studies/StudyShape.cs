using Lamella.Federation.Studies;
using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Studies;

/// <summary>Every key of a study protocol: the one declaration behind validation, the JSON schema and the reference page.</summary>
internal static class StudyShape
{
    /// <summary>The whole file.</summary>
    public static readonly GroupShape Root = new(
        new("study", Id, "Short name of the study.", true),
        new("title", Text, "One line for people.", true),
        new("question", Text, "The question in plain language; the report opens with it."),
        new("caution", Text, "A caution the report prints next to the results."),
        new("seeds", new ListShape(Seed, 1, 10_000), "Seeds of the runs; every random draw of a run follows from its seed.", true),
        new("sites", new ListShape(SiteShape(), 1, 1000), "The hospitals.", true),
        new("dictionary", new ListShape(VariableShape(), 1, 100_000), "Every variable the study reads.", true),
        new("task", TaskShape(), "What is predicted.", true),
        new("inputs", InputShape(), "What it is predicted from.", true),
        new("split", SplitShape(), "How patients are told into train and test; always by patient.", true),
        new("model", ModelShapes.Model, "The head: a preset by name, or composed from blocks.", true),
        new("training", TrainingShapes.Training, "Rounds, batches and optimiser of the federated arms.", true),
        new("strategies", new ListShape(StrategyShapes.Strategy, 1, 100), "The federated arms.", true),
        new("baselines", TrainingShapes.Baselines, "The arms they are compared with."),
        new("quorum", RoundShapes.Quorum, "What it takes to close a round; all of it must hold."),
        new("aggregation", RoundShapes.Aggregation, "How the sites' updates become one; left out: the strategy's weighted mean."),
        new("late", RoundShapes.Late, "Updates that come after their round count in the next one; left out: they are set aside."),
        new("normFactor", RoundShapes.NormFactor, "An update whose norm is more than this many times the median of its round is rejected; left out: 10."),
        new("reporting", ReportingShape(), "What is reported and what is withheld."));

    private static GroupShape SiteShape() => new(
        new("id", Id, "The site's short name.", true),
        new("role", ChoiceShape.Of<SiteRole>(), "train (default): trains and is tested on; external: is only tested on."),
        new("name", Text, "Name for people; left out: the id."));

    private static GroupShape VariableShape() => new(
        new("name", Text, "Name of the variable; give either name or names."),
        new("names", new ListShape(Text, 1), "Several variables alike in everything but the name."),
        new("meaning", Text, "What it means, for the data steward who maps it."),
        new("type", ChoiceShape.Of<VariableType>(), "number, code (one of a list) or text (never a predictor).", true),
        new("unit", Text, "Unit of a number."),
        new("codes", new ListShape(Text, 2, 10_000), "Allowed codes, in the order of their one-hot columns."),
        new("missing", Texts, "Values that mean 'not known', beside the empty cell."),
        new("knownAt", ChoiceShape.Of<KnownAt>(), "diagnosis: may be a predictor; later: as a predictor it is refused.", true));

    private static KindShape TaskShape() => new(
        ("binary", "Two classes; binary cross-entropy.",
        [
            new("outcome", Text, "A code variable.", true),
            new("positive", Text, "The code that is the positive class; every other code is negative.", true),
        ]),
        ("multiclass", "Several classes; cross-entropy.",
        [
            new("outcome", Text, "A code variable.", true),
            new("classes", new ListShape(Text, 2, 1000), "Its codes in class order; left out: all codes of the dictionary."),
        ]),
        ("survival", "Time to event; Cox partial likelihood.",
        [
            new("time", Text, "A number variable, not negative.", true),
            new("event", Text, "A variable that is 1 when the event was seen and 0 when censored.", true),
            new("loss", ChoiceShape.Of<CoxLoss>(), "breslow (default) or batchMean, the form of the published TCGA-BRCA benchmark."),
        ]),
        ("regression", "A number; mean squared error.", [new("outcome", Text, "A number variable.", true)]));

    private static GroupShape InputShape() => new(
        new("clinical", new EitherShape(new ChoiceShape("all"), Texts), "Names of variables, or all: every number and code known at diagnosis that is not the outcome."),
        new("bags", BagShape(), "Feature bags, one per patient."),
        new("standardise", ChoiceShape.Of<Standardisation>(), "none (default), site (own training rows) or federated (sums over all sites, no row pooled)."),
        new("fusion", ChoiceShape.Of<Fusion>(), "How clinical variables meet the bag when both are given: early or late."));

    private static GroupShape BagShape() => new(
        new("kind", ChoiceShape.Of<BagKind>(), "tiles (default) or slide: one embedding per slide."),
        new("dimension", Count(65_536), "Features per row.", true),
        new("contractSha256", new TextShape("^[0-9a-f]{64}$", "64 lower-case hex digits"), "Feature contract all bags must carry; left out: the first site's is asked of all."),
        new("maxTiles", CountOrZero(1_000_000), "At most this many tiles of a patient, by a seeded draw; 0: all."));

    private static KindShape SplitShape() => new(
        ("column", "A column of the site's table says it; the site's map names column and values.", []),
        ("seeded", "Each site draws its test patients, stratified by class or event.",
        [
            new("testShare", new NumberShape(0, 1, above: true, below: true), "Share of patients tested on.", true),
            new("seed", Seed, "Fixed seed of the draw; left out: the run's seed, so every seed has its own split."),
        ]),
        ("folds", "Cross-validation: the run of seed s is tested on fold s mod folds.",
        [
            new("folds", new IntegerShape(2, 1000), "Number of folds.", true),
            new("seed", Seed, "Seed of the deal into folds.", true),
        ]));

    private static GroupShape ReportingShape() => new(
        new("minimumCell", CountOrZero(1_000_000), "A class with fewer test patients than this at a site: that site's metrics are withheld."),
        new("bootstrap", CountOrZero(1_000_000), "Bootstrap replicates behind each interval."),
        new("permuteOutcome", Flag, "Test only: outcomes are permuted within each site before training, as a negative control."));
}
