using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>
/// What is decided in a round; pure. <see cref="RoundRules"/> is the one in use; the contract exists so that wrong rules can be handed in to show that
/// the fault simulator finds them.
/// </summary>
public interface IRoundRules
{
    /// <summary>Whether a queued run may open.</summary>
    bool MayOpen(FederationState state, RunState run, long time);

    /// <summary>R2: who is asked.</summary>
    SitesSelected Select(FederationState state, RunState run, IFederatedStrategy strategy, long time);

    /// <summary>R5: what is wrong with an update by what it says of itself; null: nothing.</summary>
    string? FaultOf(StudyState study, RunState run, RoundState round, UpdateSubmitted update, long time);

    /// <summary>R6: what is to be done about the open round.</summary>
    RoundVerdict Judge(FederationState state, RunState run);

    /// <summary>R6: what counts when the round closes.</summary>
    ImmutableArray<CountedUpdate> Count(StudyState study, RunState run);

    /// <summary>Why a late update is set aside, whatever it holds; null when it is to be used.</summary>
    string? WhySetAside(FederationState state, RunState run, UpdateSubmitted late, long time);

    /// <summary>How the run ends, between two rounds; null when it goes on.</summary>
    RunEnded? End(StudyState study, RunState run, int totalRounds);
}
