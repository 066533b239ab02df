using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Deployed;

/// <summary>A run of a deployed study, as its ledger tells it.</summary>
/// <param name="State">How it stands at the end of the ledger.</param>
/// <param name="Rounds">Its recorded rounds.</param>
/// <param name="Opened">When it began, milliseconds since 1970 UTC; null when it did not.</param>
/// <param name="Ended">When it was over; null when it is not.</param>
internal sealed record DeployedRun(RunState State, ImmutableArray<RoundOutcome> Rounds, long? Opened, long? Ended)
{
    public string Strategy => State.Run.Strategy;

    public ulong Seed => State.Run.Seed;

    /// <summary>What a site said of the run's model; null when nothing yet.</summary>
    public ModelScored? Joint(SiteId site) => State.ScoreOf(site, ScoredArms.Federated);
}
