using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Deployed;

/// <summary>A deployed study, read off a ledger: its runs with their rounds, who answered when, and what sites said of its models.</summary>
internal sealed class DeployedHistory
{
    private readonly Dictionary<RunId, List<RoundOutcome>> rounds = [];
    private readonly Dictionary<RunId, (long? Opened, long? Ended)> times = [];
    private readonly Dictionary<(string Study, SiteId Site), long> answered = [];

    private DeployedHistory(IEnumerable<LedgerEntry> entries, string study)
    {
        foreach (var entry in entries)
            Take(entry);
        Study = Find(study);
        var order = Study.Protocol.Strategies.Select(s => s.Name).ToList();
        Runs = [.. Study.Runs.OrderBy(r => order.IndexOf(r.Strategy)).ThenBy(r => r.Seed).Select(Run)];
    }

    /// <summary>The federation at the end of the ledger.</summary>
    public FederationState State { get; private set; } = FederationState.Empty;

    /// <summary>The study.</summary>
    public StudyState Study { get; }

    /// <summary>Its runs, strategies in the protocol's order, then by seed.</summary>
    public ImmutableArray<DeployedRun> Runs { get; }

    /// <summary>Runs that came to their end with a model.</summary>
    public IEnumerable<DeployedRun> Ended => Runs.Where(r => r.State.IsScorable);

    /// <summary>Folds a ledger.</summary>
    /// <param name="entries">The ledger, from its first entry.</param>
    /// <param name="study">Hash of the protocol, or its first digits.</param>
    /// <exception cref="LamellaException">The entries break the rules, or there is no such study (<see cref="ErrorCodes.RequestRefused"/>).</exception>
    public static DeployedHistory Read(IEnumerable<LedgerEntry> entries, string study) => new(entries, study);

    /// <summary>What a site said of its own model under a seed; null when nothing yet.</summary>
    public ModelScored? Own(SiteId site, ulong seed) =>
        Runs.Where(r => r.Seed == seed).Select(r => r.State.ScoreOf(site, ScoredArms.Local)).FirstOrDefault(s => s is not null);

    /// <summary>When a site gave its last answer to the study, milliseconds since 1970 UTC; null when it gave none.</summary>
    public long? AnsweredAt(SiteId site) => answered.TryGetValue((Study.Study, site), out var at) ? at : null;

    private void Take(LedgerEntry entry)
    {
        var e = EventEncoding.Decode(entry.Body.AsSpan());
        State = State.Apply(e, entry.Time, entry.AsHead());
        switch (e)
        {
            case StudyApproved x:
                answered[(x.Study, x.Site)] = entry.Time;
                break;
            case StudyRefused x:
                answered[(x.Study, x.Site)] = entry.Time;
                break;
            case ApprovalRevoked x:
                answered[(x.Study, x.Site)] = entry.Time;
                break;
            case RunOpened x:
                times[x.Run] = (entry.Time, null);
                break;
            case RunEnded x:
                times[x.Run] = (times.GetValueOrDefault(x.Run).Opened, entry.Time);
                break;
            case RoundRecorded x:
                if (!rounds.TryGetValue(x.Run, out var told))
                    rounds[x.Run] = told = [];
                told.Add(State.RunOf(x.Run).Last!);
                break;
        }
    }

    private StudyState Find(string study)
    {
        var found = State.Studies.Values.Where(s => study.Length > 0 && s.Study.StartsWith(study, StringComparison.Ordinal)).ToList();
        return found.Count == 1 ? found[0] : throw new LamellaException(
            ErrorCodes.RequestRefused,
            found.Count == 0 ? $"The ledger has no study '{study}'." : $"'{study}' is the beginning of {found.Count} studies.",
            State.Studies.IsEmpty ? "No study was proposed in this federation." : $"Name one of: {string.Join(", ", State.Studies.Values.Select(s => $"{s.Study} ({s.Protocol.Study})"))}.");
    }

    private DeployedRun Run(RunId run)
    {
        var (opened, ended) = times.GetValueOrDefault(run);
        return new DeployedRun(State.RunOf(run), [.. rounds.GetValueOrDefault(run) ?? []], opened, ended);
    }
}
