using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>Figures about its patients that a site may be asked to send beside weights. A closed list: what is not here is never asked.</summary>
public static class SiteMetrics
{
    /// <summary>Mean training loss of a round.</summary>
    public const string TrainingLoss = "training-loss";

    /// <summary>Loss of the base model on held-out patients; early stopping needs it.</summary>
    public const string HoldoutLoss = "holdout-loss";

    /// <summary>Count, sum and sum of squares of each numeric covariate; federated standardisation needs them.</summary>
    public const string ColumnSums = "column-sums";

    /// <summary>Metrics of models on the site's own test patients; told after a run, and never needed to train.</summary>
    public const string TestMetrics = "test-metrics";

    /// <summary>What a study is proposed with: what its rounds ask for, and the metrics of its models.</summary>
    public static ImmutableArray<string> AskedBy(StudyProtocol protocol) => [.. AskedInRounds(protocol).Add(TestMetrics).Order(StringComparer.Ordinal)];

    /// <summary>What the rounds of a protocol ask for.</summary>
    public static ImmutableArray<string> AskedInRounds(StudyProtocol protocol)
    {
        var asked = ImmutableArray.CreateBuilder<string>();
        if (protocol.Inputs.Standardise == Standardisation.Federated)
            asked.Add(ColumnSums);
        if (protocol.Training.EarlyStopping is not null)
            asked.Add(HoldoutLoss);
        asked.Add(TrainingLoss);
        return asked.ToImmutable();
    }

    /// <summary>What the rounds of a protocol cannot do without.</summary>
    public static ImmutableArray<string> NeededBy(StudyProtocol protocol) => [.. AskedInRounds(protocol).Where(m => m != TrainingLoss)];
}
