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

    /// <summary>What a protocol asks for.</summary>
    public static ImmutableArray<string> AskedBy(StudyProtocol protocol)
    {
        var asked = ImmutableArray.CreateBuilder<string>();
        if (protocol.Inputs.Standardise == Standardisation.Federated)
            asked.Add(ColumnSums);
        if (protocol.Training.EarlyStopping is not null)
            asked.Add(HoldoutLoss);
        asked.Add(TrainingLoss);
        return asked.ToImmutable();
    }

    /// <summary>What a protocol cannot do without.</summary>
    public static ImmutableArray<string> NeededBy(StudyProtocol protocol) => [.. AskedBy(protocol).Where(m => m != TrainingLoss)];
}
