using Lamella.Federation.Studies;
using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of the sections <c>training</c> and <c>baselines</c>.</summary>
internal static class TrainingShapes
{
    /// <summary>An optimiser of a strategy or of the baselines: what it leaves out is taken from <c>training.optimiser</c>.</summary>
    public static readonly GroupShape Partial = Optimiser(whole: false);

    /// <summary>The section <c>training</c>.</summary>
    public static readonly GroupShape Training = new(
        new("rounds", Count(100_000), "Rounds of federated training.", true),
        new("roundSteps", Count(10_000_000), "Mini-batch steps per site and round; give either roundSteps or roundEpochs."),
        new("roundEpochs", Count(100_000), "Passes over a site's training patients per round."),
        new("batch", Count(1_000_000), "Patients per mini-batch.", true),
        new("accumulate", Count(10_000), "Mini-batches whose gradients are averaged before a step (default 1)."),
        new("optimiser", Optimiser(whole: true), "The sites' optimiser.", true),
        new("classWeights", new ListShape(new NumberShape(0, 1e6, above: true), 2, 1000), "Loss weight per class (binary: negative, positive)."),
        new("clipGradient", new NumberShape(0, 1e9), "Norm to which a batch's gradient is clipped; 0: not clipped."),
        new("earlyStopping", StoppingShape(), "Stop when the loss of held-out training patients no longer falls."),
        new("keepLocal", Texts, "Parameters kept at the site: names, prefixes ending in *, or the word normalisation."));

    /// <summary>The section <c>baselines</c>.</summary>
    public static readonly GroupShape Baselines = new(
        new("local", Flag, "Train each site alone (default true)."),
        new("ensemble", Flag, "Mean of the local models (default true)."),
        new("pooled", Flag, "Train on all sites' rows together; in simulation only (default true)."),
        new("epochs", CountOrZero(1_000_000), "Passes over the training patients; 0: as many steps as the federated arms."),
        new("batch", CountOrZero(1_000_000), "Batch; 0: as federated."),
        new("optimiser", Partial, "Optimiser; what it leaves out is taken from training.optimiser."));

    private static GroupShape StoppingShape() => new(
        new("on", ChoiceShape.Of<StoppingData>(), "Whose data decide: siteHoldout (default), a share of each site's own training patients."),
        new("share", new NumberShape(0, 0.5, above: true, below: true), "Share of training patients held out.", true),
        new("patience", Count(100_000), "Rounds without a better loss before training stops.", true));

    private static GroupShape Optimiser(bool whole) => new(
        new("kind", ChoiceShape.Of<OptimiserKind>(), whole ? "sgd, adam (default) or adamW." : "sgd, adam or adamW."),
        new("learningRate", Rate, "Learning rate.", whole),
        new("momentum", Decay, "Momentum of sgd (default 0)."),
        new("weightDecay", new NumberShape(0, 1000), "Weight decay (default 0)."),
        new("beta1", Decay, "Adam: decay of the first moment (default 0.9)."),
        new("beta2", Decay, "Adam: decay of the second moment (default 0.999)."),
        new("epsilon", new NumberShape(0, 1, above: true), "Adam: added to the root of the second moment (default 1e-8)."),
        new("schedule", ChoiceShape.Of<Schedule>(), "constant (default) or cosine: half a cosine to zero over the whole run."),
        new("keepState", Flag, "Keep momentum and moments at the site from round to round (default false)."));
}
