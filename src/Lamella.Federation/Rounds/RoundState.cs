using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>The round a run is in.</summary>
/// <param name="Round">The round: training rounds from 1, preparation rounds up to 0.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Base">Blob of the base model.</param>
/// <param name="ServerState">Blobs of the server state before it.</param>
public sealed record RoundState(int Round, RoundKind Kind, string Base, ImmutableArray<string> ServerState)
{
    /// <summary>The sites that the strategy asks, in site-id order; empty before R2.</summary>
    public ImmutableSortedDictionary<SiteId, SiteInRound> Sites { get; init; } = ImmutableSortedDictionary<SiteId, SiteInRound>.Empty;

    /// <summary>How it closed; null before R6.</summary>
    public RoundResult? Result { get; init; }

    /// <summary>What is aggregated; empty before R6.</summary>
    public ImmutableArray<CountedUpdate> Contributions { get; init; } = [];

    /// <summary>Who could have contributed; none before R6.</summary>
    public Population Population { get; init; }

    /// <summary>Sites whose update counts, so far.</summary>
    public IEnumerable<SiteInRound> Accepted => Sites.Values.Where(s => s.Stage == SiteStage.Accepted);

    /// <summary>The round as history.</summary>
    /// <param name="model">The model it ended with.</param>
    internal RoundOutcome Outcome(string model)
    {
        var told = Accepted.Where(s => s.Update!.Loss is not null).Select(s => s.Update!).ToList();
        var judged = Accepted.Where(s => s.Update!.HoldoutLoss is not null).Select(s => s.Update!).ToList();
        return new RoundOutcome(
            Round,
            Result!.Value,
            Base,
            model,
            [.. Sites.Values.Select(s => s.Participation())],
            told.Count == 0 ? null : told.Sum(u => u.Loss!.Value * u.Samples) / told.Sum(u => u.Samples),
            judged.Count == 0 ? null : judged.Sum(u => u.HoldoutLoss!.Value * u.HoldoutSamples) / judged.Sum(u => u.HoldoutSamples));
    }
}
