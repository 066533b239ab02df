using Lamella.Federation;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Administration;

/// <summary>Why a run does not go on at this moment, in words a researcher can act on.</summary>
internal static class WaitingWords
{
    /// <summary>The words; empty when nothing holds it.</summary>
    public static string Of(FederationState state, RunState run, IReadOnlyCollection<SiteId> connected, IReadOnlyDictionary<SiteId, WorkProgress> atWork, LamellaException? stuck, long now)
    {
        if (stuck is not null)
            return $"{stuck.Code}: {stuck.Fault} {stuck.Remedy}";
        return run.Phase switch
        {
            RunPhase.Queued when Quorum.MissingToOpen(state, state.StudyOf(run.Run), now) is { } missing => $"{missing} have approved",
            RunPhase.Collecting => Outstanding(run),
            RunPhase.Waiting => $"{run.WaitingFor}: {Outstanding(run)}",
            RunPhase.Closed => "the coordinator aggregates",
            _ => "",
        };

        string Outstanding(RunState current) => string.Join("; ", current.Current!.Sites.Values.Where(s => s.Stage is not SiteStage.Accepted).Select(s => $"{s.Site} {State(s)}"));

        string State(SiteInRound site) => site.Stage switch
        {
            SiteStage.Excluded => $"is out of this round ({site.Reason})",
            SiteStage.Failed => $"could not do the work and may try again ({site.Reason})",
            SiteStage.Submitted => "has sent its update, which is being checked",
            _ when !connected.Contains(site.Site) => "has no line to the coordinator",
            _ when state.Sites[site.Site].Suspicion is { } suspicion => suspicion,
            _ when atWork.GetValueOrDefault(site.Site) is { } work && work.Run == run.Run && work.Round == run.Current!.Round =>
                work.Step >= work.Steps ? "sends its update" : $"trains, step {work.Step} of {work.Steps}",
            _ when atWork.GetValueOrDefault(site.Site) is { } other && other.Run != run.Run => "works on another run",
            _ => "has not begun",
        };
    }
}
