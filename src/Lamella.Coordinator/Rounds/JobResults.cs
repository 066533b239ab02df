using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>What the results of jobs mean, if the run still stands where it stood when the job was started.</summary>
internal static class JobResults
{
    /// <summary>Puts a result into the ledger.</summary>
    public static void Apply(CoordinatorLedger ledger, CoordinatorJob job, JobResult result, IRoundRules rules, long now)
    {
        var run = ledger.State.RunOf(job.Run);
        switch (job, result)
        {
            case (PrepareRun, ModelMade made) when run.Phase == RunPhase.Queued && rules.MayOpen(ledger.State, run, now):
                ledger.Append(new RunOpened(run.Run, made.Model, made.ServerState));
                break;
            case (JudgeUpdate judge, _) when run.Current is { } round && round.Round == judge.Round && ledger.State.Machine.Allows(run.Phase, RunStep.AcceptUpdate)
                && round.Sites.GetValueOrDefault(judge.Site) is { Stage: SiteStage.Submitted } site && site.Update!.Update == judge.Update:
                // What the site says is judged again: an approval may have expired while its file was read.
                if (rules.FaultOf(ledger.State.StudyOf(run.Run), run, round, site.Update, now) is { } fault)
                    result = new UpdateFails(ErrorCodes.UpdateRefused, fault);
                ledger.Append(result switch
                {
                    UpdateHolds holds => new UpdateAccepted(run.Run, judge.Round, judge.Site, judge.Update, holds.Norm),
                    UpdateFails fails => new UpdateRejected(run.Run, judge.Round, judge.Site, judge.Update, fails.Code, fails.Reason),
                    _ => throw new InvalidOperationException($"A judged update cannot give {result}."),
                });
                break;
            case (JudgeUpdate judge, _) when run.LateUnsettled.FirstOrDefault(u => u.Site == judge.Site && u.Round == judge.Round && u.Update == judge.Update) is { } late:
                var aside = rules.WhySetAside(ledger.State, run, late, now) ?? (result is UpdateFails bad ? $"{bad.Code}: {bad.Reason}" : null);
                ledger.Append(new UpdateLate(
                    run.Run, late.Round, late.Site, late.Update, aside is null ? LateUse.NextRound : LateUse.SetAside, aside is null ? ((UpdateHolds)result).Norm : 0, aside ?? ""));
                break;
            case (AggregateRound aggregate, ModelMade made) when run.Phase == RunPhase.Closed && run.Current!.Round == aggregate.Round:
                ledger.Append(new RoundAggregated(run.Run, aggregate.Round, made.Model, made.ServerState, made.Aggregates));
                break;
            case (AggregateRound aggregate, JobFailed failed) when run.Phase == RunPhase.Closed && run.Current!.Round == aggregate.Round:
                RunEnding.Append(ledger, run, new RunEnded(run.Run, RunStatus.Failed, run.Model, $"{failed.Code}: {failed.Reason}"));
                break;
        }
    }
}
