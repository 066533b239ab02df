using System.Collections.Immutable;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Faults;

namespace Lamella.Simulation.Tests.Faults;

/// <summary>A simulator that finds nothing proves nothing: each of these wrong parts must be found.</summary>
public class PlantedBugTests
{
    private const int Seeds = 400;

    private static readonly Dictionary<string, PlantedBug> Bugs = new()
    {
        ["an append returns before it is durable"] = new() { ForgetsLastAppend = true },
        ["a site commits its state apart from its update"] = new() { CommitsStateApart = true },
        ["a site keeps nothing when it commits"] = new() { CommitsNothing = true },
        ["an update is counted twice after a restart"] = new() { Do = (jobs, job, plan, run, restarted) => jobs.Do(job, plan, restarted && job is AggregateRound ? Counting(run, c => c.Add(c[0])) : run) },
        ["updates are summed in another order"] = new() { Do = (jobs, job, plan, run, _) => jobs.Do(job, plan, job is AggregateRound ? Counting(run, c => [.. c.Reverse()]) : run) },
        ["every update is found valid"] = new() { Do = (jobs, job, plan, run, _) => job is JudgeUpdate ? new UpdateHolds(1) : jobs.Do(job, plan, run) },
        ["quorum is read before updates are judged"] = new() { Rules = new WrongRules { ClosesOnSubmitted = true } },
        ["a late update is dropped"] = new() { Rules = new WrongRules { DropsLate = true } },
        ["a short run is called complete"] = new() { Rules = new WrongRules { CallsAllComplete = true } },
        ["a site that revoked is invited"] = new() { Rules = new WrongRules { InvitesAll = true } },
        ["a run that waits cannot go on"] = new() { Machine = Without(RunPhase.Waiting, RunStep.Continue) },
        ["late words are no longer heard"] = new() { Machine = Without(RunPhase.Ended, RunStep.SpeakLate) },
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_found(string name)
    {
        var found = ParallelEnumerable.Range(1, Seeds).Any(seed => FaultRuns.Run((ulong)seed, Bugs[name]).Violations.Count > 0);
        Assert.True(found, $"{Seeds} seeds do not find that {name}.");
    }

    private static RunState Counting(RunState run, Func<ImmutableArray<CountedUpdate>, ImmutableArray<CountedUpdate>> change) =>
        run.Current!.Contributions.IsEmpty ? run : run with { Current = run.Current with { Contributions = change(run.Current.Contributions) } };

    private static RoundStateMachine Without(RunPhase phase, RunStep step) => new(RoundStateMachine.Standard.Rows.RemoveAll(r => r.From == phase && r.Step == step));

    private sealed class WrongRules : IRoundRules
    {
        private readonly RoundRules right = new();

        public bool ClosesOnSubmitted { get; init; }

        public bool DropsLate { get; init; }

        public bool CallsAllComplete { get; init; }

        public bool InvitesAll { get; init; }

        public bool MayOpen(FederationState state, RunState run, long time) => right.MayOpen(state, run, time);

        public SitesSelected Select(FederationState state, RunState run, IFederatedStrategy strategy, long time)
        {
            var selected = right.Select(state, run, strategy, time);
            return InvitesAll ? selected with { Invited = [.. selected.Invited.Concat(selected.Excluded.Select(x => x.Site)).Order()], Excluded = [] } : selected;
        }

        public string? FaultOf(StudyState study, RunState run, RoundState round, UpdateSubmitted update, long time) => right.FaultOf(study, run, round, update, time);

        public RoundVerdict Judge(FederationState state, RunState run) =>
            ClosesOnSubmitted && run.Current!.Sites.Values.All(s => s.Stage is SiteStage.Submitted or SiteStage.Accepted or SiteStage.Excluded) && run.Current.Sites.Values.Any(s => s.Stage == SiteStage.Submitted)
                ? new CloseRound(RoundResult.Degraded)
                : right.Judge(state, run);

        public ImmutableArray<CountedUpdate> Count(StudyState study, RunState run)
        {
            var counted = right.Count(study, run);
            return DropsLate ? counted.RemoveAll(c => c.Round < run.Current!.Round) : counted;
        }

        public string? WhySetAside(FederationState state, RunState run, UpdateSubmitted late, long time) => right.WhySetAside(state, run, late, time);

        public RunEnded? End(StudyState study, RunState run, int totalRounds) =>
            right.End(study, run, totalRounds) is { } end && CallsAllComplete && end.Status == RunStatus.CompletedDegraded ? end with { Status = RunStatus.Completed } : right.End(study, run, totalRounds);
    }
}
