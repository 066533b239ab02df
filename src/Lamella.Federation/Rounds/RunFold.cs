using Lamella.Federation.Aggregation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>What each event does to a run whose phase has already moved. Anything that contradicts the events before is a fault.</summary>
internal static class RunFold
{
    public static RunState Open(RunState run, RunOpened e, FederationState state, long time)
    {
        var study = state.StudyOf(e.Run);
        Require(Quorum.MissingToOpen(state, study, time) is null, "The run opens without the approvals it needs.");
        return run with { Model = e.Model, ServerState = e.ServerState, Round = -PreparationRounds(study.Protocol), Status = RunStatus.Running };
    }

    /// <summary>Rounds before training: one when numbers are standardised over all sites.</summary>
    public static int PreparationRounds(StudyProtocol protocol) => protocol.Inputs.Standardise == Standardisation.Federated ? 1 : 0;

    public static RunState OpenRound(RunState run, RoundOpened e, StudyState study)
    {
        Require(study.Cancelled is null, "The study was cancelled.");
        Require(e.Round == run.Round + 1, $"Round {run.Round + 1} is due, {e.Round} was opened.");
        var rounds = RunLength.Rounds(study.Protocol, SpecOf(study, e.Run));
        Require(e.Round <= rounds, $"The protocol has {rounds} rounds, round {e.Round} was opened.");
        Require(e.Model == run.Model && e.ServerState.SequenceEqual(run.ServerState), "The round does not start from the run's model.");
        Require((e.Kind == RoundKind.Training) == (e.Round > 0), $"Round {e.Round} cannot be a {e.Kind} round.");
        return run with { Current = new RoundState(e.Round, e.Kind, e.Model, e.ServerState) };
    }

    public static RunState Select(RunState run, SitesSelected e, FederationState state, long time)
    {
        var round = RoundOf(run, e.Round);
        var study = state.StudyOf(e.Run);
        foreach (var site in e.Invited)
        {
            if (study.WhyNot(state.Sites.GetValueOrDefault(site), time) is { } reason)
                throw Fault($"{site} was invited, but {reason}.");
        }

        foreach (var excluded in e.Excluded)
            Require(study.WhyNot(state.Sites.GetValueOrDefault(excluded.Site), time) is not null, $"{excluded.Site} was left out, and may be asked.");
        var asked = round.Kind == RoundKind.Preparation ? study.TrainingSites : FederatedStrategies.Create(SpecOf(study, e.Run)).Select(e.Round, study.TrainingSites);
        Require(asked.Order().SequenceEqual(e.Invited.Concat(e.Excluded.Select(x => x.Site)).Order()), "Not those sites were selected that the strategy asks.");
        var sites = e.Invited.Select(s => new SiteInRound(s, SiteStage.Invited)).Concat(e.Excluded.Select(x => new SiteInRound(x.Site, SiteStage.Excluded, x.Reason))).ToList();
        return run with { Current = round with { Sites = round.Sites.AddRange(sites.Select(s => KeyValuePair.Create(s.Site, s))) } };
    }

    public static RunState Same(RunState run, int round)
    {
        RoundOf(run, round);
        return run;
    }

    public static RunState Move(RunState run, int number, SiteId id, RunStep step, string reason)
    {
        var site = SiteOf(run, number, id);
        return With(run, site with { Stage = SiteStages.Next(site.Stage, step), Reason = reason });
    }

    public static RunState Submit(RunState run, UpdateSubmitted e)
    {
        var site = SiteOf(run, e.Round, e.Site);
        return With(run, site with { Stage = SiteStages.Next(site.Stage, RunStep.SubmitUpdate), Reason = "", Update = e });
    }

    public static RunState SubmitLate(RunState run, UpdateSubmitted e) => run with { LateUnsettled = run.LateUnsettled.Add(e) };

    public static RunState Accept(RunState run, UpdateAccepted e, StudyState study, long time)
    {
        var site = SiteOf(run, e.Round, e.Site);
        Require(site.Update?.Update == e.Update, $"{e.Site} did not submit {e.Update}.");
        Require(
            study.ApprovalOf(e.Site, time) is { } approval && site.Update!.Samples >= approval.LeastSamples && site.Update.Samples <= approval.MostSamples,
            $"{e.Site} did not approve as many samples as it claims.");
        return With(run, site with { Stage = SiteStages.Next(site.Stage, RunStep.AcceptUpdate), Norm = e.Norm });
    }

    public static RunState Reject(RunState run, UpdateRejected e)
    {
        var site = SiteOf(run, e.Round, e.Site);
        Require(site.Update?.Update == e.Update, $"{e.Site} did not submit {e.Update}.");
        return With(run, site with { Stage = SiteStages.Next(site.Stage, RunStep.RejectUpdate), Reason = $"{e.Code}: {e.Reason}" });
    }

    public static RunState SettleLate(RunState run, UpdateLate e)
    {
        var unsettled = run.LateUnsettled.FirstOrDefault(u => Names(u, e));
        var toUse = run.LateToUse.FirstOrDefault(l => Names(l.Update, e));
        Require(unsettled is not null || (toUse is not null && e.Use == LateUse.SetAside), $"No late update {e.Update} of {e.Site} for round {e.Round} is open.");
        Require(e.Use == LateUse.SetAside || run.WhyNotOf(unsettled!) is null, $"The late update of {e.Site} cannot be used: {(unsettled is null ? "" : run.WhyNotOf(unsettled))}.");
        return run with
        {
            LateUnsettled = unsettled is null ? run.LateUnsettled : run.LateUnsettled.Remove(unsettled),
            LateToUse = e.Use == LateUse.NextRound ? run.LateToUse.Add(new LateUpdate(unsettled!, e.Norm)) : toUse is null ? run.LateToUse : run.LateToUse.Remove(toUse),
        };

        static bool Names(UpdateSubmitted u, UpdateLate e) => u.Site == e.Site && u.Round == e.Round && u.Update == e.Update;
    }

    public static RunState Close(RunState run, RoundClosed e, FederationState state, long time)
    {
        var (round, study) = (RoundOf(run, e.Round), state.StudyOf(e.Run));
        Require(study.Cancelled is null, "The study was cancelled.");
        Require(e.Contributions.Distinct().Count() == e.Contributions.Length, "An update is counted twice.");
        foreach (var c in e.Contributions)
        {
            var known = c.Round == e.Round
                ? round.Sites.GetValueOrDefault(c.Site) is { Stage: SiteStage.Accepted } site ? site.Update : null
                : run.LateToUse.FirstOrDefault(l => l.Update.Site == c.Site && l.Update.Round == c.Round)?.Update;
            Require(study.WhyNot(state.Sites.GetValueOrDefault(c.Site), time) is null, $"The update of {c.Site} counts, and the site may not be asked any more.");
            Require(known is not null && known.Update == c.Update && known.Samples == c.Samples && c.Weight is > 0 and <= 1, $"Update {c.Update} of {c.Site} was not accepted.");
        }

        Require(round.Accepted.All(s => e.Contributions.Any(c => c.Site == s.Site && c.Round == e.Round && c.Weight == 1)), "An accepted update is not counted.");
        Require((e.Result == RoundResult.Complete) == round.Sites.Values.All(s => s.Stage == SiteStage.Accepted), $"The round is not {e.Result}.");
        var contributing = round.Accepted.ToDictionary(s => s.Site, s => s.Update!.Samples);
        Require(Quorum.Missing(study.Protocol, [.. round.Sites.Keys], contributing, Quorum.SamplesAsked(study, run, round)) is null, "The round closes below its quorum.");
        return run with
        {
            Current = round with { Result = e.Result, Contributions = e.Contributions, Population = PopulationOf(run, round, state, time) },
            LateToUse = run.LateToUse.RemoveAll(l => e.Contributions.Any(c => c.Site == l.Update.Site && c.Round == l.Update.Round && c.Update == l.Update.Update)),
            Samples = round.Kind == RoundKind.Preparation ? run.Samples : run.Samples.SetItems(round.Accepted.Select(s => KeyValuePair.Create(s.Site, s.Update!.Samples))),
        };
    }

    public static RunState Aggregate(RunState run, RoundAggregated e)
    {
        var round = RoundOf(run, e.Round);
        Require((e.Aggregates is not null) == (round.Kind == RoundKind.Preparation), "Only preparation rounds give totals.");
        Require(round.Kind == RoundKind.Training || e.Model == round.Base, "A preparation round leaves the model as it is.");
        return run with { Model = e.Model, ServerState = e.ServerState, Aggregates = e.Aggregates ?? run.Aggregates };
    }

    public static RunState Record(RunState run, RoundRecorded e)
    {
        var round = RoundOf(run, e.Round);
        var outcome = round.Outcome(run.Model);
        var best = outcome.HoldoutLoss is { } loss && double.IsFinite(loss) && (run.Best is null || loss < run.Best.Loss) ? new BestModel(round.Base, round.Round, loss) : run.Best;
        return run with
        {
            Round = round.Round,
            Current = null,
            Last = outcome,
            Best = best,
            ShortRounds = run.ShortRounds + (round.Result == RoundResult.Complete ? 0 : 1),
        };
    }

    public static RunState End(RunState run, RunEnded e, StudyState study)
    {
        Require((e.Status == RunStatus.Cancelled) == (study.Cancelled is not null), "A run is cancelled with its study, and only then.");
        Require(e.Status is RunStatus.Completed or RunStatus.CompletedDegraded or RunStatus.Failed or RunStatus.Cancelled, $"{e.Status} is no end.");
        Require(e.Status != RunStatus.Completed || run.ShortRounds == 0, "A run that ran short is not completed.");
        Require(e.Status is RunStatus.Failed or RunStatus.Cancelled || run.Current is null, "A run cannot be completed in the middle of a round.");
        Require(
            e.Status is RunStatus.Failed or RunStatus.Cancelled || run.Round == RunLength.Rounds(study.Protocol, SpecOf(study, e.Run)) || RunLength.IsStopped(study.Protocol, run),
            $"The run is said to be complete after round {run.Round}.");
        Require(run.LateToUse.IsEmpty, "A late update that was to be used has not been settled.");
        Require(e.Model == run.Model || e.Model == run.Best?.Model, "The run ends with a model it never had.");
        return run with { Status = e.Status, Reason = e.Reason, Model = e.Model, WaitingFor = "" };
    }

    /// <summary>Sites that may be asked, with the training patients behind their last update, or before the first as many as they may have.</summary>
    private static Population PopulationOf(RunState run, RoundState round, FederationState state, long time)
    {
        var study = state.StudyOf(run.Run);
        var population = new Population(0, 0);
        foreach (var site in study.TrainingSites.Where(s => study.WhyNot(state.Sites.GetValueOrDefault(s), time) is null || round.Sites.GetValueOrDefault(s)?.Stage == SiteStage.Accepted))
        {
            var now = round.Sites.GetValueOrDefault(site) is { Stage: SiteStage.Accepted } accepted ? accepted.Update!.Samples : (long?)null;
            var samples = now ?? (run.Samples.TryGetValue(site, out var known) ? known : study.ApprovalOf(site, time)!.MostSamples);
            population = new Population(population.Sites + 1, checked(population.Samples + samples));
        }

        return population;
    }

    private static StrategySpec SpecOf(StudyState study, RunId run) => study.Protocol.Strategies.First(s => s.Name == run.Strategy);

    private static RunState With(RunState run, SiteInRound site) => run with { Current = run.Current! with { Sites = run.Current.Sites.SetItem(site.Site, site) } };

    private static RoundState RoundOf(RunState run, int round) =>
        run.Current is { } current && current.Round == round ? current : throw Fault($"Round {round} is not under way.");

    private static SiteInRound SiteOf(RunState run, int round, SiteId site) =>
        RoundOf(run, round).Sites.GetValueOrDefault(site) ?? throw Fault($"{site} takes no part in round {round}.");

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw Fault(what);
    }

    private static LamellaException Fault(string what) => new(ErrorCodes.LedgerBroken, what, "The entry cannot have been written by an honest coordinator.");
}
