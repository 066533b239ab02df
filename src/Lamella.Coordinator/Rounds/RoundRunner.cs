using System.Collections.Immutable;
using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// The story of a round at the coordinator. The same marks stand in the site's half, SiteRoundHandler.
/// <list type="number">
/// <item>R1 open: the next round starts from the current model.</item>
/// <item>R2 select sites: the strategy says which of the training sites are asked.</item>
/// <item>R3 publish model: every selected site gets the order, the model and the strategy's control.</item>
/// <item>R4 train at site: each site trains behind its firewall; the coordinator waits.</item>
/// <item>R5 receive and validate updates: on disk, hashed, checked; a refused one excludes its site, with the reason.</item>
/// <item>R6 close on quorum: enough updates, or the model stays as it was.</item>
/// <item>R7 aggregate: the strategy turns the updates into the next model.</item>
/// <item>R8 record: model, participation and reasons go on record; only then has the round happened.</item>
/// </list>
/// It only calls; what is decided is decided in Lamella.Federation.
/// </summary>
/// <param name="plan">What stays the same over the run.</param>
/// <param name="links">Lines to the training sites, in site-id order.</param>
/// <param name="blobs">Where files land.</param>
/// <param name="journal">Where rounds are recorded.</param>
public sealed class RoundRunner(RunPlan plan, IReadOnlyList<ISiteLink> links, BlobStore blobs, RunJournal journal)
{
    private readonly UpdateValidator validator = new(plan.Manifest, UpdateLayout.Parts(plan.Strategy));
    private readonly ModelAggregator aggregator = new(plan.Strategy, plan.Manifest, blobs);

    /// <summary>Runs the round after <paramref name="state"/> and returns where the run stands then.</summary>
    public async Task<RunState> RunAsync(RunState state, CancellationToken cancellation)
    {
        // R1 open
        var phase = RoundPhase.Opened;
        var order = new RoundOrder(plan.Run, state.Round + 1, state.Model, plan.VisitsPerSite);

        // R2 select sites
        var chosen = plan.Strategy.Select(order.Round, [.. links.Select(l => l.Site)]);
        var selected = links.Where(l => chosen.Contains(l.Site)).ToList();
        phase = RoundStateMachine.Next(phase, RoundStep.SelectSites);

        // R3 publish model
        var published = selected.Select(link => new RoundFiles(blobs, order, plan.Strategy.HasControl ? state.ServerState[0] : null)).ToList();
        phase = RoundStateMachine.Next(phase, RoundStep.PublishModel);

        // R4 train at site
        var training = selected.Zip(published, (link, files) => ReceiveAsync(link, order, files, cancellation)).ToList();

        // R5 receive and validate updates
        var answers = await Task.WhenAll(training).ConfigureAwait(false);
        foreach (var answer in answers)
            phase = RoundStateMachine.Next(phase, answer.Update is null ? RoundStep.ExcludeSite : RoundStep.AcceptUpdate);

        // R6 close on quorum
        var updates = answers.Select(a => a.Update).OfType<ReceivedUpdate>().ToList();
        var result = Quorum.Judge(plan.QuorumOf(selected.Count), selected.Count, updates.Count);
        phase = RoundStateMachine.Next(phase, result == RoundResult.QuorumMissed ? RoundStep.MissQuorum : RoundStep.Close);

        // R7 aggregate
        var (model, serverState) = (state.Model, state.ServerState);
        if (phase == RoundPhase.Closed)
        {
            if (updates.Count > 0)
                (model, serverState) = aggregator.Aggregate(state.Model, state.ServerState, updates, plan.Population);
            phase = RoundStateMachine.Next(phase, RoundStep.Aggregate);
        }

        // R8 record
        var outcome = new RoundOutcome(
            order.Round, result, state.Model, model, [.. answers.Select(a => a.Participation)], MeanLoss(updates), MeanHoldoutLoss(updates));
        journal.Append(new RoundRecord(outcome, serverState));
        RoundStateMachine.Next(phase, RoundStep.Record);
        ForgetWhatNothingRefersTo(state, model, serverState, updates);
        return new RunState(order.Round, model, serverState);
    }

    private static double MeanLoss(List<ReceivedUpdate> updates) =>
        updates.Count == 0 ? double.NaN : updates.Sum(u => u.Report.Loss * u.Report.Samples) / updates.Sum(u => u.Report.Samples);

    private static double? MeanHoldoutLoss(List<ReceivedUpdate> updates)
    {
        var judged = updates.Where(u => u.Report.HoldoutLoss is not null).ToList();
        return judged.Count == 0 ? null : judged.Sum(u => u.Report.HoldoutLoss!.Value * u.Report.HoldoutSamples) / judged.Sum(u => u.Report.HoldoutSamples);
    }

    private async Task<Answer> ReceiveAsync(ISiteLink link, RoundOrder order, RoundFiles files, CancellationToken cancellation)
    {
        using (files)
        {
            UpdateReport report;
            try
            {
                report = await link.TrainAsync(order, files, cancellation).ConfigureAwait(false);
            }
            catch (LamellaException fault) when (fault.Code != ErrorCodes.DiskFull)
            {
                // The code crosses the line; the text of a site's fault stays at the site.
                return new Answer(null, new Participation(link.Site, ParticipationKind.Excluded, 0, $"{fault.Code}; the site's own record says more", files.BytesSent, 0));
            }

            try
            {
                var blob = files.Commit();
                await using var file = blobs.Open(blob);
                validator.Require(order, link, report, file, blob);
                return new Answer(
                    new ReceivedUpdate(report, blob),
                    new Participation(link.Site, ParticipationKind.Contributed, report.Samples, "", files.BytesSent, report.UpdateBytes));
            }
            catch (LamellaException fault) when (fault.Code != ErrorCodes.DiskFull)
            {
                return new Answer(null, new Participation(link.Site, ParticipationKind.Excluded, 0, $"{fault.Code}: {fault.Fault}", files.BytesSent, 0));
            }
        }
    }

    /// <summary>Updates and superseded models and state are history by hash alone; models that early stopping may return to are kept.</summary>
    private void ForgetWhatNothingRefersTo(RunState before, string model, ImmutableArray<string> serverState, List<ReceivedUpdate> updates)
    {
        var old = updates.Select(u => u.Blob).Concat(before.ServerState);
        if (!plan.KeepsEveryModel && before.Round > 0)
            old = old.Append(before.Model);
        foreach (var blob in old.Distinct().Except(serverState.Append(model)))
            blobs.Delete(blob);
    }

    private sealed record Answer(ReceivedUpdate? Update, Participation Participation);
}
