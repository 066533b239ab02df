using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>
/// A study as declared: who takes part, on what data, which model, how it is trained, and what is reported. No code travels: this record and
/// the weights are all that a site receives. Immutable; its hash (<see cref="ProtocolEncoding"/>) names the study.
/// </summary>
public sealed record StudyProtocol
{
    /// <summary>Short name, same pattern as a site id.</summary>
    public required string Study { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>The question in plain language; the report opens with it.</summary>
    public string Question { get; init; } = "";

    /// <summary>A caution that the report prints next to the results, e.g. "stand-in hospitals" or "sanity check".</summary>
    public string Caution { get; init; } = "";

    /// <summary>Seeds of the runs; every random draw of a run follows from its seed.</summary>
    public required ImmutableArray<ulong> Seeds { get; init; }

    /// <summary>The sites, in site-id order.</summary>
    public required ImmutableArray<SiteSpec> Sites { get; init; }

    /// <summary>Every variable the study reads.</summary>
    public required ImmutableArray<Variable> Dictionary { get; init; }

    /// <summary>What is predicted.</summary>
    public required TaskSpec Task { get; init; }

    /// <summary>What it is predicted from.</summary>
    public required InputSpec Inputs { get; init; }

    /// <summary>How patients are told into train and test.</summary>
    public required SplitSpec Split { get; init; }

    /// <summary>The head, as blocks.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>Rounds, batches and optimiser shared by all federated arms unless a strategy says otherwise.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>The federated arms, one per entry.</summary>
    public required ImmutableArray<StrategySpec> Strategies { get; init; }

    /// <summary>The arms that are compared with the federated ones; null fields of it fall back to <see cref="Training"/>.</summary>
    public required BaselineSpec Baselines { get; init; }

    /// <summary>Which sites must contribute for a round to close.</summary>
    public QuorumSpec Quorum { get; init; } = new();

    /// <summary>How the sites' deltas become one; null: the strategy's weighted mean.</summary>
    public AggregationSpec? Aggregation { get; init; }

    /// <summary>What becomes of late updates; null: they are set aside.</summary>
    public LateSpec? Late { get; init; }

    /// <summary>
    /// An update whose norm is more than this many times the median of its round is rejected, above 1; null: 10. Rounds of fewer than three updates have
    /// no median to speak of and are not judged by it.
    /// </summary>
    public double? NormFactor { get; init; }

    /// <summary>Metrics, intervals and suppression.</summary>
    public ReportingSpec Reporting { get; init; } = new();
}
