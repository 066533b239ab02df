using System.Collections.Immutable;
using Lamella.Federation.Randomness;

namespace Lamella.Federation.Studies;

/// <summary>Learning-rate schedule over the steps of a whole run.</summary>
public enum Schedule
{
    /// <summary>The same rate throughout.</summary>
    Constant,

    /// <summary>Half a cosine from the rate to zero over all steps.</summary>
    Cosine,
}

/// <summary>The optimiser's rule.</summary>
public enum OptimiserKind
{
    /// <summary>Stochastic gradient descent, optional momentum (as in PyTorch: v = m v + g, w -= lr v).</summary>
    Sgd,

    /// <summary>Adam, Kingma and Ba 2015, bias-corrected; weight decay added to the gradient.</summary>
    Adam,

    /// <summary>AdamW, Loshchilov and Hutter 2019: decoupled weight decay.</summary>
    AdamW,
}

/// <summary>The site's optimiser.</summary>
public sealed record OptimiserSpec
{
    /// <summary>Rule.</summary>
    public OptimiserKind Kind { get; init; } = OptimiserKind.Adam;

    /// <summary>Learning rate, above 0.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Momentum of SGD, 0 to below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Weight decay, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam: decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam: decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam: added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Schedule of the rate.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>Whether momentum and moments are kept at the site from round to round; false: each round starts fresh.</summary>
    public bool KeepState { get; init; }
}

/// <summary>Whose data decide about early stopping.</summary>
public enum StoppingData
{
    /// <summary>A share of each site's own training patients is held out; sites report its loss, the mean by patients decides.</summary>
    SiteHoldout,
}

/// <summary>Early stopping.</summary>
/// <param name="On">Whose data.</param>
/// <param name="Share">Share of training patients held out, above 0 and below .5.</param>
/// <param name="Patience">Rounds without a better loss before training stops; the best round's model is kept.</param>
public sealed record EarlyStopping(StoppingData On, double Share, int Patience);

/// <summary>How training runs.</summary>
public sealed record TrainingSpec
{
    /// <summary>Rounds of federated training.</summary>
    public required int Rounds { get; init; }

    /// <summary>Mini-batch steps per site and round; 0 when <see cref="RoundEpochs"/> is given.</summary>
    public int RoundSteps { get; init; }

    /// <summary>Passes over a site's training patients per round; 0 when <see cref="RoundSteps"/> is given.</summary>
    public int RoundEpochs { get; init; }

    /// <summary>Patients per mini-batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Mini-batches whose gradients are averaged before a step; 1: none.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Site optimiser.</summary>
    public required OptimiserSpec Optimiser { get; init; }

    /// <summary>Loss weight per class (binary: negative, positive); empty: 1 each.</summary>
    public ImmutableArray<double> ClassWeights { get; init; } = [];

    /// <summary>Norm to which a batch's gradient is clipped; 0: not clipped.</summary>
    public double ClipGradient { get; init; }

    /// <summary>Early stopping; null: none.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Parameters kept at the site: names, name prefixes ending in <c>*</c>, or the word <c>normalisation</c>.</summary>
    public ImmutableArray<string> KeepLocal { get; init; } = [];

    /// <summary>Optimiser steps in <paramref name="epochs"/> passes of a schedule, each step taking <see cref="Accumulate"/> batches.</summary>
    public int StepsOf(int epochs, IBatchSchedule schedule) => checked(((epochs * schedule.StepsPerEpoch) + Accumulate - 1) / Accumulate);
}

/// <summary>The arms the federated ones are compared with.</summary>
public sealed record BaselineSpec
{
    /// <summary>Train each site alone.</summary>
    public bool Local { get; init; } = true;

    /// <summary>Mean of the local models.</summary>
    public bool Ensemble { get; init; } = true;

    /// <summary>Train on all sites' rows together; possible in simulation only.</summary>
    public bool Pooled { get; init; } = true;

    /// <summary>Passes over the training patients for local and pooled arms; 0: rounds x steps as in the federated arms.</summary>
    public int Epochs { get; init; }

    /// <summary>Batch of those arms; 0: as federated.</summary>
    public int Batch { get; init; }

    /// <summary>Optimiser of those arms; null: as federated.</summary>
    public OptimiserSpec? Optimiser { get; init; }
}

/// <summary>What is reported and what is withheld.</summary>
public sealed record ReportingSpec
{
    /// <summary>A class (or outcome group) with fewer test patients than this at a site: that site's metrics are withheld.</summary>
    public int MinimumCell { get; init; } = 1;

    /// <summary>Bootstrap replicates behind each interval.</summary>
    public int Bootstrap { get; init; } = 1000;

    /// <summary>Test only: outcomes are permuted within each site before training, as a negative control.</summary>
    public bool PermuteOutcome { get; init; }
}
