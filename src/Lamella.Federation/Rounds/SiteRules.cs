using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>The hospital's half of the rules; pure. What the site has not approved is no order, whatever the ledger says.</summary>
public static class SiteRules
{
    /// <summary>What a site is asked at the moment.</summary>
    /// <param name="view">The federation as the site knows it, its own unsent statements included.</param>
    /// <param name="me">The site.</param>
    /// <param name="time">The site's own clock, milliseconds since 1970 UTC.</param>
    public static ImmutableArray<RoundOrder> Orders(FederationState view, SiteId me, long time) =>
        [.. view.OpenRuns.Select(view.RunOf).Select(run => OrderOf(view, run, me, time)).OfType<RoundOrder>()];

    /// <summary>Whether work on an order is still worth doing: it is still asked, or it is late and late updates count.</summary>
    public static bool IsWanted(FederationState view, RoundOrder order, SiteId me, long time)
    {
        if (view.Runs.GetValueOrDefault(order.Run) is not { Phase: not RunPhase.Ended } run || view.StudyOf(order.Run).WhyNot(view.Sites.GetValueOrDefault(me), time) is not null)
            return false;
        if (OrderOf(view, run, me, time) is { } now && now.Round == order.Round)
            return true;
        return view.StudyOf(order.Run).Protocol.Late is not null && order.Kind == RoundKind.Training && LastRound(run) - order.Round <= 1
            && !(run.Current is { } current && current.Round == order.Round && current.Sites.GetValueOrDefault(me)?.Stage is SiteStage.Excluded or SiteStage.Accepted or SiteStage.Submitted);
    }

    /// <summary>What a site is asked to score and has not yet: runs that came to their end, studies by hash, runs in the order they were asked for.</summary>
    /// <param name="view">The federation as the site knows it, its own unsent statements included.</param>
    /// <param name="me">The site.</param>
    /// <param name="time">The site's own clock, milliseconds since 1970 UTC.</param>
    public static ImmutableArray<ScoreOrder> Scorings(FederationState view, SiteId me, long time) =>
    [
        .. from study in view.Studies.Values
           where study.WhyNotScore(view.Sites.GetValueOrDefault(me), time) is null
           from run in study.Runs.Select(view.RunOf)
           where run.IsScorable
           let arms = ArmsToScore(view, study, run, me)
           where !arms.IsEmpty
           select new ScoreOrder(run.Run, run.Model, run.Aggregates, arms),
    ];

    /// <summary>A site's own model hangs on the seed and on no strategy, so it is scored with the first run of its seed.</summary>
    private static ImmutableArray<string> ArmsToScore(FederationState view, StudyState study, RunState run, SiteId me)
    {
        var arms = ImmutableArray.CreateBuilder<string>();
        if (run.ScoreOf(me, ScoredArms.Federated) is null)
            arms.Add(ScoredArms.Federated);
        var trainsAlone = study.Protocol.Baselines.Local && study.TrainingSites.Contains(me);
        if (trainsAlone && !study.Runs.Any(r => r.Seed == run.Run.Seed && view.RunOf(r).ScoreOf(me, ScoredArms.Local) is not null))
            arms.Add(ScoredArms.Local);
        return arms.ToImmutable();
    }

    private static int LastRound(RunState run) => run.Current?.Round ?? run.Round;

    private static RoundOrder? OrderOf(FederationState view, RunState run, SiteId me, long time)
    {
        if (run.Phase is not (RunPhase.Collecting or RunPhase.Waiting) || run.Current!.Sites.GetValueOrDefault(me)?.Stage is not (SiteStage.Invited or SiteStage.Started or SiteStage.Failed))
            return null;
        var study = view.StudyOf(run.Run);
        if (study.WhyNot(view.Sites.GetValueOrDefault(me), time) is not null || study.ApprovalOf(me, time) is not { } approval)
            return null;
        var spec = study.Protocol.Strategies.First(s => s.Name == run.Run.Strategy);
        var control = FederatedStrategies.Create(spec).HasControl && run.Current.Kind == RoundKind.Training ? run.Current.ServerState[0] : null;
        return new RoundOrder(
            run.Run, run.Current.Round, run.Current.Kind, run.Current.Base, control, run.Aggregates, spec.Rounds ?? study.Protocol.Training.Rounds,
            [.. SiteMetrics.AskedInRounds(study.Protocol).Where(approval.Metrics.Contains)]);
    }
}
