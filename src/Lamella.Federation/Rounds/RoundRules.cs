using System.Collections.Immutable;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>The rules in use.</summary>
public sealed class RoundRules : IRoundRules
{
    /// <summary>How many times the median norm an update may have where the protocol does not say.</summary>
    public const double DefaultNormFactor = 10;

    /// <summary>Fewest updates whose norms have a median to speak of.</summary>
    private const int FewestToCompare = 3;

    /// <summary>How many rounds back a late update may be from to be used.</summary>
    private const int OldestUsed = 1;

    /// <inheritdoc />
    public bool MayOpen(FederationState state, RunState run, long time)
    {
        return Quorum.MissingToOpen(state, state.StudyOf(run.Run), time) is null;
    }

    /// <inheritdoc />
    public SitesSelected Select(FederationState state, RunState run, IFederatedStrategy strategy, long time)
    {
        var study = state.StudyOf(run.Run);
        var asked = run.Current!.Kind == RoundKind.Preparation ? study.TrainingSites : strategy.Select(run.Current.Round, study.TrainingSites);
        var reasons = asked.Order().Select(s => (Site: s, Reason: study.WhyNot(state.Sites.GetValueOrDefault(s), time))).ToList();
        return new SitesSelected(
            run.Run,
            run.Current.Round,
            [.. reasons.Where(r => r.Reason is null).Select(r => r.Site)],
            [.. reasons.Where(r => r.Reason is not null).Select(r => new ExcludedSite(r.Site, r.Reason!))]);
    }

    /// <inheritdoc />
    public string? FaultOf(StudyState study, RunState run, RoundState round, UpdateSubmitted update, long time)
    {
        if (update.Base != round.Base)
            return "it starts from another model";
        if (round.Kind == RoundKind.Training && update.Steps < 1)
            return "it claims no step";
        if (study.ApprovalOf(update.Site, time) is not { } approval)
            return "the site's approval does not hold";
        if (update.Samples < approval.LeastSamples || update.Samples > approval.MostSamples)
            return $"it claims {update.Samples} samples where {approval.LeastSamples} to {approval.MostSamples} were approved";
        if (update.Loss is { } loss && !double.IsFinite(loss))
            return "its loss is not finite";
        if (update.HoldoutLoss is { } holdout && !(double.IsFinite(holdout) && holdout >= 0))
            return "its holdout loss cannot be";
        if (update.HoldoutSamples > approval.MostSamples)
            return $"it claims {update.HoldoutSamples} held-out samples where at most {approval.MostSamples} were approved";
        return update.HoldoutSamples < 0 || update.FirstStep < 0 || update.Bytes < 1 ? "it claims a negative number" : null;
    }

    /// <inheritdoc />
    public RoundVerdict Judge(FederationState state, RunState run)
    {
        var study = state.StudyOf(run.Run);
        var round = run.Current!;
        if (round.Sites.Values.Any(s => s.Stage == SiteStage.Submitted))
            return new GoOnCollecting();
        if (round.Sites.Values.Any(s => s.Stage is SiteStage.Invited or SiteStage.Started && state.Sites[s.Site].Suspicion is null))
            return new GoOnCollecting();
        if (Outliers(study.Protocol, run, round) is { } outliers)
            return outliers;

        var contributing = round.Accepted.ToDictionary(s => s.Site, s => s.Update!.Samples);
        var missing = Quorum.Missing(study.Protocol, [.. round.Sites.Keys], contributing, Quorum.SamplesAsked(study, run, round));
        if (missing is null && !run.LateUnsettled.IsEmpty)
            return new GoOnCollecting();
        if (missing is null)
            return new CloseRound(contributing.Count == round.Sites.Count ? RoundResult.Complete : RoundResult.Degraded);

        var couldReturn = round.Sites.Values.Where(s => s.Stage is SiteStage.Invited or SiteStage.Started or SiteStage.Failed).ToList();
        if (couldReturn.Count == 0)
            return new FailRun($"Round {round.Round} cannot reach its quorum ({missing}): {Words(round.Sites.Values.Where(s => s.Stage == SiteStage.Excluded).Select(s => (s.Site, s.Reason)))}");
        return new WaitForSites($"{missing}: {Words(couldReturn.Select(s => (s.Site, s.Stage == SiteStage.Failed ? s.Reason : state.Sites[s.Site].Suspicion ?? "at work")))}");
    }

    /// <inheritdoc />
    public ImmutableArray<CountedUpdate> Count(StudyState study, RunState run)
    {
        var round = run.Current!;
        var late = round.Kind == RoundKind.Preparation ? [] : run.LateToUse.Select(l => new CountedUpdate(l.Update.Site, l.Update.Round, l.Update.Update, l.Update.Samples, study.Protocol.Late!.Weight));
        var own = round.Accepted.Select(s => new CountedUpdate(s.Site, round.Round, s.Update!.Update, s.Update.Samples, 1));
        return [.. late.Concat(own).OrderBy(c => c.Site).ThenBy(c => c.Round)];
    }

    /// <inheritdoc />
    public string? WhySetAside(FederationState state, RunState run, UpdateSubmitted late, long time)
    {
        var study = state.StudyOf(run.Run);
        if (run.Phase == RunPhase.Ended)
            return "the run is over";
        if (study.Protocol.Late is null)
            return "the protocol sets late updates aside";
        if (AggregationRules.Create(study.Protocol.Aggregation).TakesOneEach)
            return "the protocol's rule takes one update of each site";
        if (late.Round <= 0)
            return "aggregates of a preparation round cannot be used later";
        var next = run.Current is { Result: null } open ? open.Round : (run.Current?.Round ?? run.Round) + 1;
        if (late.Round != next - OldestUsed)
            return late.Round < next - OldestUsed ? $"round {late.Round} is too far back" : "the round counts without it";
        if (run.LateToUse.Any(l => l.Update.Site == late.Site))
            return "another update of this site counts for that round";
        if (run.WhyNotOf(late) is { } reason)
            return reason;
        if (study.ApprovalOf(late.Site, time) is not { } approval || study.WhyNot(state.Sites.GetValueOrDefault(late.Site), time) is not null)
            return "the site's approval does not hold";
        return late.Samples < approval.LeastSamples || late.Samples > approval.MostSamples || late.Steps < 1 || (late.Loss is { } loss && !double.IsFinite(loss))
            ? "what it says of itself is outside the approval"
            : null;
    }

    /// <inheritdoc />
    public RunEnded? End(StudyState study, RunState run, int totalRounds)
    {
        if (study.Cancelled is { } cancelled)
            return new RunEnded(run.Run, RunStatus.Cancelled, run.Model, $"cancelled by {cancelled.CancelledBy}: {cancelled.Reason}");
        if (run.Phase != RunPhase.Ready)
            return null;
        if (run.Round < totalRounds && !RunLength.IsStopped(study.Protocol, run))
            return null;
        var model = study.Protocol.Training.EarlyStopping is null || run.Best is null ? run.Model : run.Best.Model;
        return run.ShortRounds == 0
            ? new RunEnded(run.Run, RunStatus.Completed, model, "")
            : new RunEnded(run.Run, RunStatus.CompletedDegraded, model, $"{run.ShortRounds} rounds lacked a site");
    }

    /// <summary>Updates far longer than the round's own are not counted, late ones either.</summary>
    private static RejectOutliers? Outliers(StudyProtocol protocol, RunState run, RoundState round)
    {
        var accepted = round.Accepted.ToList();
        if (round.Kind == RoundKind.Preparation || accepted.Count + run.LateToUse.Length < FewestToCompare)
            return null;
        var norms = accepted.Select(s => s.Norm).Concat(run.LateToUse.Select(l => l.Norm)).Order().ToList();
        var median = (norms[(norms.Count - 1) / 2] + norms[norms.Count / 2]) / 2;
        var factor = protocol.NormFactor ?? DefaultNormFactor;
        string Reason(double norm) => $"its norm is {norm:G3}, more than {factor:G3} times the round's median {median:G3}";
        var outliers = new RejectOutliers(
            [.. accepted.Where(s => s.Norm > factor * median).Select(s => (s.Site, Reason(s.Norm)))],
            [.. run.LateToUse.Where(l => l.Norm > factor * median).Select(l => (l, Reason(l.Norm)))]);
        return outliers.Outliers.IsEmpty && outliers.Late.IsEmpty ? null : outliers;
    }

    private static string Words(IEnumerable<(SiteId Site, string Reason)> sites) => string.Join("; ", sites.Select(s => $"{s.Site}: {s.Reason}"));
}
