using System.Globalization;
using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Faults;

/// <summary>
/// Holds what a simulated federation did against what must be: every run ended and truthfully, nothing lost or counted twice, every copy of the ledger
/// verifies, and the model is the one that a plain loop makes of the same contributions.
/// </summary>
/// <param name="federation">What was run.</param>
/// <param name="undisturbed">The same federation with nothing happening to it.</param>
internal sealed class FaultOracle(SimulatedFederation federation, Lazy<SimulatedFederation> undisturbed)
{
    private readonly List<string> violations = [.. federation.Truth.Violations];

    /// <summary>What does not hold.</summary>
    public IReadOnlyList<string> Check()
    {
        var entries = federation.Coordinator.Disk.Entries;
        var verdict = LedgerCheck.Run(entries);
        if (verdict.Flaw is { } flaw)
            violations.Add($"the coordinator's ledger does not hold: {flaw.Message}");
        CheckCopies(entries);
        if (federation.Coordinator.State is not { } state)
        {
            violations.Add("the coordinator is down after the faults have ended");
            return violations;
        }

        if (federation.Coordinator.Paused is { } paused)
            violations.Add($"the coordinator is paused after the faults have ended: {paused.Message}");
        var events = entries.Select(e => EventEncoding.Decode(e.Body.AsSpan())).ToList();
        foreach (var refused in events.OfType<StatementRefused>().Where(r => !federation.Scenario.Faults.Any(f => f.Kind == FaultKind.Garbage && f.Site == r.Site)))
            violations.Add($"what {refused.Site} honestly said was refused: {refused.Reason}");
        foreach (var run in federation.Runs)
            CheckRun(state, run, events);
        return violations;
    }

    private void CheckCopies(List<LedgerEntry> entries)
    {
        foreach (var site in federation.Sites)
        {
            if (site.Agent is null)
                violations.Add($"{site.Site} is down after the faults have ended");
            else if (site.Agent.Stopped is { } stopped)
                violations.Add($"{site.Site} has stopped: {stopped.Message}");
            if (!site.Disk.Entries.Select(e => e.Hash).SequenceEqual(entries.Select(e => e.Hash)))
                violations.Add($"{site.Site} has another ledger than the coordinator ({site.Disk.Entries.Count} of {entries.Count} entries)");
            if (site.Agent is { Unsent.Count: > 0 })
                violations.Add($"{site.Site} still has {site.Agent.Unsent.Count} unsent statements");
        }
    }

    private void CheckRun(FederationState state, RunId id, List<LedgerEvent> events)
    {
        if (state.Runs.GetValueOrDefault(id) is not { } run)
        {
            if (state.Studies.GetValueOrDefault(id.ProtocolSha256)?.Cancelled is null)
                violations.Add("a run was never asked for");
            return;
        }

        // Approvals that were withdrawn before it could open leave it in the queue.
        if (run.Phase == RunPhase.Queued && !new RoundRules().MayOpen(state, run, state.Time))
            return;
        if (run.Phase != RunPhase.Ended)
        {
            violations.Add($"a run is {run.Status} after the faults have ended: {run.Phase} {run.WaitingFor}");
            return;
        }

        var plan = federation.PlanOf(id);
        var mine = events.Where(e => RunOf(e) == id).ToList();
        var closed = mine.OfType<RoundClosed>().ToList();
        CheckStatus(run, plan, mine, closed);
        CheckUpdates(plan, mine, closed);
        CheckLate(mine);
        CheckModels(id, plan, mine);
        var isTrue = closed.SelectMany(c => c.Contributions).All(c => federation.Truth.Find(id, c) is { IsLie: false });
        // Undisturbed, a run may open at its quorum of approvals and miss a site in its first round: then the contributors are not the same.
        if (run.Status == RunStatus.Completed && isTrue && undisturbed.Value.Coordinator.State!.RunOf(id) is { Status: RunStatus.Completed } other && other.Model != run.Model)
            violations.Add("every site contributed to every round, and the model is not that of the undisturbed run");
    }

    /// <summary>A late update that is to be used counts in the next round that closes, unless it was set aside before.</summary>
    private void CheckLate(List<LedgerEvent> mine)
    {
        foreach (var late in mine.OfType<UpdateLate>().Where(l => l.Use == LateUse.NextRound))
        {
            var next = mine.Skip(mine.IndexOf(late) + 1).FirstOrDefault(e =>
                e is RoundClosed || (e is UpdateLate { Use: LateUse.SetAside } aside && aside.Site == late.Site && aside.Round == late.Round));
            if (next is RoundClosed closed && !closed.Contributions.Any(c => c.Site == late.Site && c.Round == late.Round && c.Weight < 1))
                violations.Add($"the late update of {late.Site} for round {late.Round} was to be used and was dropped");
        }
    }

    /// <summary>A run that ran short is not called complete, and a complete one ran every round.</summary>
    private void CheckStatus(RunState run, RunPlan plan, List<LedgerEvent> mine, List<RoundClosed> closed)
    {
        var training = closed.Where(c => c.Round > 0).ToList();
        var sites = plan.Protocol.Sites.Select(s => s.Id).ToList();
        var isShort = closed.Any(c => Asked(plan, c.Round, sites).Any(s => !c.Contributions.Any(u => u.Site == s && u.Round == c.Round)));
        var due = run.Status switch
        {
            RunStatus.Completed => !isShort && training.Count == plan.TotalRounds,
            RunStatus.CompletedDegraded => isShort && training.Count == plan.TotalRounds,
            RunStatus.Failed => run.Reason.Length > 0,
            RunStatus.Cancelled => mine.Count > 0,
            _ => false,
        };
        if (!due)
            violations.Add($"the run says {run.Status} ({run.Reason}) after {training.Count} of {plan.TotalRounds} rounds{(isShort ? ", some short" : "")}");
    }

    private static IReadOnlyList<SiteId> Asked(RunPlan plan, int round, List<SiteId> sites) => round > 0 ? plan.Strategy.Select(round, sites) : sites;

    /// <summary>Every submitted update is accepted, rejected, settled as late, or its site excluded; every accepted one counts once.</summary>
    private void CheckUpdates(RunPlan plan, List<LedgerEvent> mine, List<RoundClosed> closed)
    {
        var run = plan.Run;
        var counted = closed.SelectMany(c => c.Contributions).ToList();
        foreach (var twice in counted.GroupBy(c => (c.Site, c.Round)).Where(g => g.Count() > 1))
            violations.Add($"the update of {twice.Key.Site} for round {twice.Key.Round} counts {twice.Count()} times");
        foreach (var c in counted)
        {
            var made = federation.Truth.Find(run, c);
            if (made is null)
                violations.Add($"an update counts for {c.Site} in round {c.Round} that it did not make");
            else if (made.IsLie && made.Round > 0 && (made.Says.Samples > federation.SiteOf(c.Site).Samples || made.File.Length < 50))
                violations.Add($"an untrue update of {c.Site} counts in round {c.Round}");
            if (federation.Truth.Find(run, c) is { IsLie: true } lie && !IsFinite(lie, plan))
                violations.Add($"an update of {c.Site} that is not finite counts in round {c.Round}");
        }

        var over = mine.OfType<RunEnded>().Single();
        foreach (var update in mine.OfType<UpdateSubmitted>())
        {
            var late = mine.OfType<UpdateLate>().LastOrDefault(l => l.Site == update.Site && l.Round == update.Round && l.Update == update.Update);
            var settled = late is { Use: LateUse.SetAside }
                || counted.Any(c => c.Site == update.Site && c.Round == update.Round)
                || mine.OfType<UpdateRejected>().Any(r => r.Site == update.Site && r.Round == update.Round)
                || mine.OfType<SiteExcluded>().Any(x => x.Site == update.Site && x.Round == update.Round)
                || (over.Status is RunStatus.Failed or RunStatus.Cancelled && closed.All(c => c.Round != update.Round));
            if (!settled)
                violations.Add($"the update of {update.Site} for round {update.Round} is lost: nothing says what became of it");
        }
    }

    private static bool IsFinite(MadeUpdate update, RunPlan plan)
    {
        try
        {
            Safetensors.ReadParts(new MemoryStream(update.File), plan.Manifest, UpdateLayout.Parts(plan.Strategy), "update");
            return true;
        }
        catch (LamellaException)
        {
            return update.Round <= 0;
        }
    }

    /// <summary>The plain loop: whole arrays, one after the other.</summary>
    private void CheckModels(RunId id, RunPlan plan, List<LedgerEvent> mine)
    {
        var model = plan.Model.InitialWeights(id.Seed)[..plan.Manifest.TotalCount];
        var state = Enumerable.Range(0, plan.Strategy.ServerStateVectors).Select(v => (Memory<float>)Enumerable.Repeat((float)plan.Strategy.InitialServerState(v), model.Length).ToArray()).ToArray();
        foreach (var closed in mine.OfType<RoundClosed>().Where(c => c.Round > 0))
        {
            if (mine.OfType<RoundAggregated>().FirstOrDefault(a => a.Round == closed.Round) is not { } aggregated)
                return;
            if (!closed.Contributions.IsEmpty)
                model = Next(plan, model, state, closed);
            using var bytes = new MemoryStream();
            Safetensors.Write(bytes, plan.Manifest, model);
            if (ToyTraining.NameOf(bytes.ToArray()) != aggregated.Model)
                violations.Add(string.Create(CultureInfo.InvariantCulture, $"the model of round {closed.Round} is not what its contributions give"));
        }
    }

    private float[] Next(RunPlan plan, float[] model, Memory<float>[] state, RoundClosed closed)
    {
        var run = plan.Run;
        var updates = closed.Contributions.Select(c => federation.Truth.Find(run, c)).ToList();
        if (updates.Any(u => u is null))
            return model;
        var contributions = closed.Contributions.Select(c => new Contribution(c.Site, c.Samples, c.Weight)).ToArray();
        var deltas = updates.Select(u => Safetensors.ReadParts(new MemoryStream(u!.File), plan.Manifest, UpdateLayout.Parts(plan.Strategy), "update")).ToList();
        double[] delta = new double[model.Length], control = plan.Strategy.HasControl ? new double[model.Length] : [];
        var rule = AggregationRules.Create(plan.Protocol.Aggregation);
        if (rule.IsPerCoordinate)
            rule.Combine([.. deltas.Select(d => d[0])], delta);
        var weights = plan.Strategy.Weights(contributions);
        var controlWeights = plan.Strategy.HasControl ? plan.Strategy.ControlWeights(contributions, PopulationAt(closed)) : [];
        for (var i = 0; i < deltas.Count; i++)
        {
            if (!rule.IsPerCoordinate)
                WeightedSum.Add(delta, deltas[i][0], weights[i]);
            if (plan.Strategy.HasControl)
                WeightedSum.Add(control, deltas[i][1], controlWeights[i]);
        }

        var next = new float[model.Length];
        plan.Strategy.Apply(model, delta, control, state, next);
        return next;
    }

    /// <summary>Who could have contributed when the round closed, by a fold up to there.</summary>
    private Population PopulationAt(RoundClosed closed)
    {
        var state = FederationState.Empty;
        foreach (var entry in federation.Coordinator.Disk.Entries)
        {
            var e = EventEncoding.Decode(entry.Body.AsSpan());
            state = state.Apply(e, entry.Time, entry.AsHead());
            if (e is RoundClosed c && c.Run == closed.Run && c.Round == closed.Round)
                break;
        }

        return state.RunOf(closed.Run).Current!.Population;
    }

    private static RunId? RunOf(LedgerEvent e) => e switch
    {
        RunQueued o => o.Run,
        RunOpened o => o.Run,
        RunWaiting o => o.Run,
        RunContinued o => o.Run,
        RunEnded o => o.Run,
        RoundOpened o => o.Run,
        SitesSelected o => o.Run,
        ModelPublished o => o.Run,
        SiteStarted o => o.Run,
        SiteExcluded o => o.Run,
        UpdateSubmitted o => o.Run,
        WorkFailed o => o.Run,
        ModelScored o => o.Run,
        UpdateAccepted o => o.Run,
        UpdateRejected o => o.Run,
        UpdateLate o => o.Run,
        RoundClosed o => o.Run,
        RoundAggregated o => o.Run,
        RoundRecorded o => o.Run,
        _ => null,
    };
}
