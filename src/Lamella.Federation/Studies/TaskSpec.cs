using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamella.Federation.Studies;

/// <summary>What is predicted. A closed family: binary, multiclass, survival, regression.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BinaryTask), "binary")]
[JsonDerivedType(typeof(MulticlassTask), "multiclass")]
[JsonDerivedType(typeof(SurvivalTask), "survival")]
[JsonDerivedType(typeof(RegressionTask), "regression")]
public abstract record TaskSpec
{
    private protected TaskSpec()
    {
    }

    /// <summary>Number of outputs of the head: 1, or one per class.</summary>
    [JsonIgnore]
    public abstract int Outputs { get; }

    /// <summary>The variables that carry the outcome.</summary>
    [JsonIgnore]
    public abstract ImmutableArray<string> OutcomeVariables { get; }
}

/// <summary>Two classes; one logit, binary cross-entropy.</summary>
/// <param name="Outcome">A code variable.</param>
/// <param name="Positive">The code that is the positive class; every other code is negative.</param>
public sealed record BinaryTask(string Outcome, string Positive) : TaskSpec
{
    /// <inheritdoc />
    public override int Outputs => 1;

    /// <inheritdoc />
    public override ImmutableArray<string> OutcomeVariables => [Outcome];
}

/// <summary>Several classes; one logit per class, cross-entropy over their softmax.</summary>
/// <param name="Outcome">A code variable.</param>
/// <param name="Classes">Its codes, in class order.</param>
public sealed record MulticlassTask(string Outcome, ImmutableArray<string> Classes) : TaskSpec
{
    /// <inheritdoc />
    public override int Outputs => Classes.Length;

    /// <inheritdoc />
    public override ImmutableArray<string> OutcomeVariables => [Outcome];
}

/// <summary>The partial likelihood that is trained.</summary>
public enum CoxLoss
{
    /// <summary>Negative Cox log partial likelihood within the batch, Breslow ties, divided by its number of events; 0 without events.</summary>
    Breslow,

    /// <summary>
    /// The form of the published TCGA-BRCA benchmark: rows of the batch ordered by falling time; the first row counts 0, row i counts
    /// -event_i (score_i - log sum of exp of the scores up to and including i); mean over all rows of the batch.
    /// </summary>
    BatchMean,
}

/// <summary>Time to event; one log-risk score, higher is worse.</summary>
/// <param name="Time">A number variable, positive.</param>
/// <param name="Event">A variable that is 1 (or the code <c>1</c>) when the event was seen, 0 when censored.</param>
/// <param name="Loss">Which partial likelihood.</param>
public sealed record SurvivalTask(string Time, string Event, CoxLoss Loss = CoxLoss.Breslow) : TaskSpec
{
    /// <inheritdoc />
    public override int Outputs => 1;

    /// <inheritdoc />
    public override ImmutableArray<string> OutcomeVariables => [Time, Event];
}

/// <summary>A number; one output, mean squared error.</summary>
/// <param name="Outcome">A number variable.</param>
public sealed record RegressionTask(string Outcome) : TaskSpec
{
    /// <inheritdoc />
    public override int Outputs => 1;

    /// <inheritdoc />
    public override ImmutableArray<string> OutcomeVariables => [Outcome];
}
