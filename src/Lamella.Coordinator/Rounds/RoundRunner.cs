using Lamella.Coordinator.Storage;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>
/// The story of a round at the coordinator. The same marks stand in the site's half, SiteRoundHandler.
/// <list type="number">
/// <item>R1 open: the next round starts from the current model.</item>
/// <item>R2 select sites: the strategy says who is asked, the approvals who may be.</item>
/// <item>R3 publish model: invited sites see it in their copy of the ledger and fetch its files.</item>
/// <item>R4 train at site: each site trains behind its firewall; who may no longer take part is left out.</item>
/// <item>R5 receive and validate updates: on disk, hashed, judged; late ones too.</item>
/// <item>R6 close on quorum: enough updates and nobody worth waiting for; below quorum the run waits.</item>
/// <item>R7 aggregate: the strategy turns the updates into the next model.</item>
/// <item>R8 record: only then has the round happened.</item>
/// </list>
/// Every step looks at what the ledger says and adds an entry, so it does not matter where the last process stopped. It only calls; what is decided is
/// decided in Lamella.Federation.
/// </summary>
/// <param name="ledger">The truth.</param>
/// <param name="rules">What is decided.</param>
/// <param name="blobs">Where files land.</param>
/// <param name="jobs">Work on files.</param>
public sealed class RoundRunner(CoordinatorLedger ledger, IRoundRules rules, IBlobStore blobs, JobBoard jobs)
{
    /// <summary>Takes a run as far as it goes without hearing anything new.</summary>
    /// <param name="id">The run.</param>
    /// <param name="now">Milliseconds since 1970 UTC.</param>
    public void Advance(RunId id, long now)
    {
        RunState Run() => ledger.State.RunOf(id);
        bool Stands(RunPhase phase) => Run().Phase == phase;
        var plan = jobs.PlanOf(ledger.State.StudyOf(id).Protocol, id);
        if (EndIfDue(plan, Run(), now))
            return;

        if (Stands(RunPhase.Queued) && rules.MayOpen(ledger.State, Run(), now))
            jobs.Start(new PrepareRun(id), plan, Run());

        // R1 open
        if (Stands(RunPhase.Ready))
        {
            var (next, run) = (Run().Round + 1, Run());
            var heads = ledger.State.Sites.Values.Where(s => s.Seen is not null).Select(s => new SiteHead(s.Site, s.Seen!));
            ledger.Append(new RoundOpened(id, next, next > 0 ? RoundKind.Training : RoundKind.Preparation, run.Model, run.ServerState, [.. heads]));
        }

        // R2 select sites
        if (Stands(RunPhase.Opened))
            ledger.Append(rules.Select(ledger.State, Run(), plan.Strategy, now));

        // R3 publish model
        if (Stands(RunPhase.Selected))
        {
            using var model = blobs.OpenSlices(Run().Model);
            ledger.Append(new ModelPublished(id, Run().Current!.Round, model.Length));
        }

        // R4 train at site
        if (Stands(RunPhase.Collecting) || Stands(RunPhase.Waiting))
            LeaveOutWhoMayNot(Run(), now);

        // R5 receive and validate updates
        JudgeWhatCame(plan, Run(), now);

        // R6 close on quorum
        if (Stands(RunPhase.Collecting) || Stands(RunPhase.Waiting))
            CloseOrWait(Run());

        // R7 aggregate
        if (Stands(RunPhase.Closed))
            jobs.Start(new AggregateRound(id, Run().Current!.Round), plan, Run());

        // R8 record
        if (Stands(RunPhase.Aggregated))
            ledger.Append(new RoundRecorded(id, Run().Current!.Round));
    }

    /// <summary>Settles what came late; also for runs that are over.</summary>
    public void SettleLate(RunId id, long now)
    {
        var run = ledger.State.RunOf(id);
        JudgeLate(jobs.PlanOf(ledger.State.StudyOf(id).Protocol, id), run, now);
    }

    private bool EndIfDue(RunPlan plan, RunState run, long now)
    {
        if (rules.End(ledger.State.StudyOf(run.Run), run, plan.TotalRounds) is not { } end)
            return false;
        RunEnding.Append(ledger, run, end);
        SettleLate(run.Run, now);
        return true;
    }

    private void LeaveOutWhoMayNot(RunState run, long now)
    {
        var study = ledger.State.StudyOf(run.Run);
        foreach (var site in run.Current!.Sites.Values.Where(s => s.Stage != SiteStage.Excluded))
        {
            if (study.WhyNot(ledger.State.Sites.GetValueOrDefault(site.Site), now) is { } reason)
                ledger.Append(new SiteExcluded(run.Run, run.Current.Round, site.Site, reason));
        }

        foreach (var late in run.LateToUse.Select(l => l.Update))
        {
            if (study.WhyNot(ledger.State.Sites.GetValueOrDefault(late.Site), now) is { } reason)
                ledger.Append(new UpdateLate(run.Run, late.Round, late.Site, late.Update, LateUse.SetAside, 0, reason));
        }
    }

    private void JudgeWhatCame(RunPlan plan, RunState run, long now)
    {
        if (run.Phase is RunPhase.Collecting or RunPhase.Waiting)
        {
            var round = run.Current!;
            foreach (var site in round.Sites.Values.Where(s => s.Stage == SiteStage.Submitted))
            {
                if (rules.FaultOf(ledger.State.StudyOf(run.Run), run, round, site.Update!, now) is { } fault)
                    ledger.Append(new UpdateRejected(run.Run, round.Round, site.Site, site.Update!.Update, Federation.ErrorCodes.UpdateRefused, fault));
                else
                    jobs.Start(new JudgeUpdate(run.Run, round.Round, site.Site, site.Update!.Update), plan, run);
            }
        }

        JudgeLate(plan, run, now);
    }

    private void JudgeLate(RunPlan plan, RunState run, long now)
    {
        foreach (var late in run.LateUnsettled)
        {
            if (rules.WhySetAside(ledger.State, ledger.State.RunOf(run.Run), late, now) is { } reason)
                ledger.Append(new UpdateLate(run.Run, late.Round, late.Site, late.Update, LateUse.SetAside, 0, reason));
            else
                jobs.Start(new JudgeUpdate(run.Run, late.Round, late.Site, late.Update), plan, run);
        }
    }

    private void CloseOrWait(RunState run)
    {
        var round = run.Current!.Round;
        switch (rules.Judge(ledger.State, run))
        {
            case RejectOutliers reject:
                foreach (var (site, reason) in reject.Outliers)
                    ledger.Append(new UpdateRejected(run.Run, round, site, run.Current.Sites[site].Update!.Update, Federation.ErrorCodes.UpdateRefused, reason));
                foreach (var (late, reason) in reject.Late)
                    ledger.Append(new UpdateLate(run.Run, late.Update.Round, late.Update.Site, late.Update.Update, LateUse.SetAside, late.Norm, reason));
                CloseOrWait(ledger.State.RunOf(run.Run));
                break;
            case CloseRound close:
                if (run.Phase == RunPhase.Waiting)
                    ledger.Append(new RunContinued(run.Run));
                ledger.Append(new RoundClosed(run.Run, round, close.Result, rules.Count(ledger.State.StudyOf(run.Run), run)));
                break;
            case WaitForSites wait when run.Phase == RunPhase.Collecting:
                ledger.Append(new RunWaiting(run.Run, wait.Reason));
                break;
            case GoOnCollecting when run.Phase == RunPhase.Waiting:
                ledger.Append(new RunContinued(run.Run));
                break;
            case FailRun fail:
                RunEnding.Append(ledger, run, new RunEnded(run.Run, RunStatus.Failed, run.Model, fail.Reason));
                break;
        }
    }
}
