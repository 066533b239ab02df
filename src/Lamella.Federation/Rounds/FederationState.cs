using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>
/// A federation as its ledger tells it: the fold of all events, and nothing else. Coordinator, every site and every verifier use this one function, so
/// an entry that breaks the rules is found wherever the ledger is read. Immutable: applying an event gives the next state or a fault, never half of it.
/// </summary>
public sealed record FederationState
{
    /// <summary>Most patients of a site: no count of people overflows a sum.</summary>
    internal const long MostPatients = 1_000_000_000;

    /// <summary>Most steps or bytes of anything.</summary>
    private const long MostCount = 1_000_000_000_000_000;

    /// <summary>Before the first entry.</summary>
    public static FederationState Empty { get; } = new();

    /// <summary>Name of the federation.</summary>
    public string Federation { get; init; } = "";

    /// <summary>The coordinator's public key.</summary>
    public string CoordinatorKey { get; init; } = "";

    /// <summary>The last entry.</summary>
    public Head Head { get; init; } = Head.Empty;

    /// <summary>Time of the last entry, milliseconds since 1970 UTC.</summary>
    public long Time { get; init; }

    /// <summary>The sites.</summary>
    public ImmutableSortedDictionary<SiteId, SiteStanding> Sites { get; init; } = ImmutableSortedDictionary<SiteId, SiteStanding>.Empty;

    /// <summary>The studies, by the hash of their protocol.</summary>
    public ImmutableSortedDictionary<string, StudyState> Studies { get; init; } = ImmutableSortedDictionary.Create<string, StudyState>(StringComparer.Ordinal);

    /// <summary>The runs.</summary>
    public ImmutableSortedDictionary<RunId, RunState> Runs { get; init; } = ImmutableSortedDictionary<RunId, RunState>.Empty;

    /// <summary>Runs that are not over, in the order they were asked for.</summary>
    public ImmutableArray<RunId> OpenRuns { get; init; } = [];

    /// <summary>The table of runs and rounds.</summary>
    public RoundStateMachine Machine { get; init; } = RoundStateMachine.Standard;

    /// <summary>The state after an entry.</summary>
    /// <exception cref="LamellaException">The entry breaks the rules (<see cref="ErrorCodes.LedgerBroken"/>, for a statement <see cref="ErrorCodes.StatementInvalid"/>).</exception>
    public FederationState Apply(LedgerEntry entry) => Apply(EventEncoding.Decode(entry.Body.AsSpan()), entry.Time, entry.AsHead());

    /// <summary>The state after an event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="time">Its time, milliseconds since 1970 UTC.</param>
    /// <param name="head">The head with it.</param>
    public FederationState Apply(LedgerEvent e, long time, Head head) => Fold(e, time) with { Head = head, Time = time };

    /// <summary>A run that must exist.</summary>
    public RunState RunOf(RunId run) => Runs.GetValueOrDefault(run) ?? throw Broken($"There is no run {run.ToText()}.");

    /// <summary>The study of a run.</summary>
    public StudyState StudyOf(RunId run) => Studies.GetValueOrDefault(run.ProtocolSha256) ?? throw Broken($"There is no study {run.ProtocolSha256}.");

    /// <summary>How a study stands: the worst of its runs, once it has any.</summary>
    public StudyStatus StatusOf(StudyState study)
    {
        var runs = study.Runs.Select(r => Runs[r].Status).ToList();
        if (study.Cancelled is not null)
            return StudyStatus.Cancelled;
        if (runs.Count == 0 || runs.All(r => r == RunStatus.Queued))
            return study.Answers.Values.Any(a => a is StudyApproved) ? StudyStatus.Approved : StudyStatus.Proposed;
        if (runs.Any(r => r is RunStatus.Queued or RunStatus.Running or RunStatus.Waiting))
            return StudyStatus.Running;
        return runs.Contains(RunStatus.Failed) ? StudyStatus.Failed
            : runs.Contains(RunStatus.Cancelled) ? StudyStatus.Cancelled
            : runs.Contains(RunStatus.CompletedDegraded) ? StudyStatus.CompletedDegraded
            : StudyStatus.Completed;
    }

    private static LamellaException Broken(string what) =>
        new(ErrorCodes.LedgerBroken, what, "The entry cannot have been written by an honest coordinator.");

    private static LamellaException Invalid(string what) =>
        new(ErrorCodes.StatementInvalid, what, "The statement is not taken; start the site's program again, it learns from the ledger what it has said.");

    private FederationState Fold(LedgerEvent e, long time)
    {
        if (e is not LedgerOpened && Head.Index < 0)
            throw Broken("A ledger begins with ledger-opened.");
        if (e is SiteStatement statement)
            return Heard(statement).Said(statement, time);
        return e switch
        {
            LedgerOpened opened when Head.Index < 0 => this with { Federation = opened.Federation, CoordinatorKey = opened.PublicKey },
            SiteEnrolled enrolled => Enrol(enrolled),
            SiteRemoved removed => WithSite(SiteOf(removed.Site) with { Removal = removed.Reason }),
            SiteSuspected suspected => WithSite(SiteOf(suspected.Site) with { Suspicion = suspected.Reason }),
            SiteReturned returned => WithSite(SiteOf(returned.Site) with { Suspicion = null }),
            StatementRefused or StorageRecovered => this,
            StudyProposed proposed => Propose(proposed),
            StudyCancelled cancelled => WithStudy(StudyNamed(cancelled.Study) is { Cancelled: null } study ? study with { Cancelled = cancelled } : throw Broken("The study was cancelled before.")),
            RunQueued queued => Queue(queued),
            _ => FoldRun(e, time),
        };
    }

    private FederationState FoldRun(LedgerEvent e, long time) => e switch
    {
        RunOpened o => WithRun(RunFold.Open(Step(o.Run, RunStep.Open), o, this, time)),
        RoundOpened o => WithRun(RunFold.OpenRound(Step(o.Run, RunStep.OpenRound), o, StudyOf(o.Run))),
        SitesSelected o => WithRun(RunFold.Select(Step(o.Run, RunStep.SelectSites), o, this, time)),
        ModelPublished o => WithRun(RunFold.Same(Step(o.Run, RunStep.PublishModel), o.Round)),
        SiteStarted o => WithRun(RunFold.Move(Step(o.Run, RunStep.StartSite), o.Round, o.Site, RunStep.StartSite, "")),
        SiteExcluded o => WithRun(RunFold.Move(Step(o.Run, RunStep.ExcludeSite), o.Round, o.Site, RunStep.ExcludeSite, o.Reason)),
        UpdateAccepted o => WithRun(RunFold.Accept(Step(o.Run, RunStep.AcceptUpdate), o, StudyOf(o.Run), time)),
        UpdateRejected o => WithRun(RunFold.Reject(Step(o.Run, RunStep.RejectUpdate), o)),
        UpdateLate o => WithRun(RunFold.SettleLate(Step(o.Run, RunStep.SettleLate), o)),
        RunWaiting o => WithRun(Step(o.Run, RunStep.Wait) with { WaitingFor = o.Reason, Status = RunStatus.Waiting }),
        RunContinued o => WithRun(Step(o.Run, RunStep.Continue) with { WaitingFor = "", Status = RunStatus.Running }),
        RoundClosed o => WithRun(RunFold.Close(Step(o.Run, RunStep.Close), o, this, time)),
        RoundAggregated o => WithRun(RunFold.Aggregate(Step(o.Run, RunStep.Aggregate), o)),
        RoundRecorded o => WithRun(RunFold.Record(Step(o.Run, RunStep.Record), o)),
        RunEnded o => WithRun(RunFold.End(Step(o.Run, RunStep.End), o, StudyOf(o.Run))) with { OpenRuns = OpenRuns.Remove(o.Run) },
        _ => throw Broken($"A {e.GetType().Name} cannot stand here."),
    };

    /// <summary>Statements of a site are numbered without gaps.</summary>
    private FederationState Heard(SiteStatement statement)
    {
        var site = SiteOf(statement.Site);
        if (site.IsRemoved)
            throw Invalid($"The identity of {statement.Site} was revoked.");
        if (statement.Number != site.Statements + 1)
            throw Invalid($"Statement {site.Statements + 1} of {statement.Site} is due, {statement.Number} came.");
        return WithSite(site with { Statements = statement.Number, Seen = statement.Seen });
    }

    private FederationState Said(SiteStatement statement, long time)
    {
        switch (statement)
        {
            case HeadSeen:
                return this;
            case StudyApproved approved:
                if (StudyNamed(approved.Study).Proposal.Purpose != approved.Purpose)
                    throw Invalid($"{approved.Site} approves another purpose than was proposed.");
                if (approved.LeastSamples < 1 || approved.MostSamples < approved.LeastSamples || approved.MostSamples > MostPatients)
                    throw Invalid($"{approved.Site} approves {approved.LeastSamples} to {approved.MostSamples} samples.");
                return Answer(approved.Study, approved);
            case StudyRefused refused:
                return Answer(refused.Study, refused);
            case ApprovalRevoked revoked:
                return Answer(revoked.Study, revoked);
            case DataChecked tried:
                var study = StudyNamed(tried.Study);
                if (study.Protocol.Sites.All(s => s.Id != tried.Site) || tried.TrainingPatients > MostPatients)
                    throw Invalid($"{tried.Site} has no part in the study that it has checked, or too many patients.");
                return this with { Studies = Studies.SetItem(study.Study, study with { Checks = study.Checks.SetItem(tried.Site, tried) }) };
            case UpdateSubmitted update:
                if (!IsPossible(update))
                    throw Invalid($"A count of {update.Site}'s update cannot be.");
                return Spoken(update.Run, update.Round, update.Site, RunStep.SubmitUpdate, run => RunFold.Submit(run, update), run => RunFold.SubmitLate(run, update));
            case WorkFailed failed:
                var step = failed.Final ? RunStep.ExcludeSite : RunStep.FailSite;
                return Spoken(failed.Run, failed.Round, failed.Site, step, run => RunFold.Move(run, failed.Round, failed.Site, step, $"{failed.Code}; the site's own record says more"), run => run);
            case ModelScored scored:
                var over = Runs.GetValueOrDefault(scored.Run) ?? throw Invalid($"There is no run {scored.Run.ToText()}.");
                if (ScoreFold.WhyNot(over, StudyOf(scored.Run), SiteOf(scored.Site), scored, time) is { } why)
                    throw Invalid($"A score of {scored.Site} is not taken: {why}.");
                return WithRun(over with { Scores = over.Scores.Add(scored) });
            default:
                throw Broken($"A {statement.GetType().Name} cannot stand here.");
        }
    }

    /// <summary>Counts that can be added up over all sites.</summary>
    private static bool IsPossible(UpdateSubmitted update) =>
        update.Samples is >= 0 and <= MostPatients && update.HoldoutSamples is >= 0 and <= MostPatients
        && new[] { update.Bytes, update.FirstStep, update.Steps, update.BytesReceived }.All(n => n is >= 0 and <= MostCount);

    /// <summary>A site speaks about a round: in time, or when the round is no longer open to it.</summary>
    private FederationState Spoken(RunId id, int round, SiteId site, RunStep step, Func<RunState, RunState> inTime, Func<RunState, RunState> late)
    {
        var run = Runs.GetValueOrDefault(id) ?? throw Invalid($"There is no run {id.ToText()}.");
        var isOpen = Machine.Allows(run.Phase, step) && run.Current!.Round == round && run.Current.Sites.TryGetValue(site, out var inRound) && SiteStages.Allows(inRound.Stage, step);
        return WithRun(isOpen ? inTime(Step(id, step)) : late(Step(id, RunStep.SpeakLate)));
    }

    private RunState Step(RunId id, RunStep step)
    {
        var run = RunOf(id);
        return run with { Phase = Machine.Next(run.Phase, step) };
    }

    /// <summary>A site with a new key starts anew: nobody can show that the same people hold both, so what was approved with the old key holds no longer.</summary>
    private FederationState Enrol(SiteEnrolled enrolled)
    {
        if (Sites.GetValueOrDefault(enrolled.Site) is not { } known)
            return WithSite(new SiteStanding(enrolled.Site, enrolled.PublicKey));
        var studies = known.PublicKey == enrolled.PublicKey ? Studies : Studies.SetItems(
            Studies.Values.Where(s => s.Answers.ContainsKey(enrolled.Site)).Select(s => KeyValuePair.Create(s.Study, s with { Answers = s.Answers.Remove(enrolled.Site) })));
        return (this with { Studies = studies }).WithSite(known with { PublicKey = enrolled.PublicKey, Removal = null });
    }

    private FederationState Propose(StudyProposed proposed)
    {
        var canonical = Encoding.UTF8.GetBytes(proposed.Protocol);
        StudyProtocol protocol;
        byte[] again;
        try
        {
            protocol = ProtocolEncoding.Decode(canonical);
            again = ProtocolEncoding.Encode(protocol);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw Broken($"The proposal holds no protocol: {e.Message}");
        }

        // One text for one protocol: nothing that is signed is left out of what is read.
        if (!again.AsSpan().SequenceEqual(canonical))
            throw Broken("The proposal's protocol is not in canonical form.");
        if (ProtocolEncoding.Hash(protocol) != proposed.Study)
            throw Broken($"The protocol's hash is not {proposed.Study}.");

        if (protocol is not { Strategies.IsDefaultOrEmpty: false, Seeds.IsDefaultOrEmpty: false, Sites.IsDefaultOrEmpty: false, Training: { Rounds: > 0, Batch: > 0, Accumulate: > 0 } }
            || protocol.Strategies.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() < protocol.Strategies.Length)
            throw Broken("The proposal's protocol names no strategy, seed or site, one strategy twice, or no round or batch.");

        // Studies proposed before models were scored at the sites ask for nothing but what their rounds need.
        if (!proposed.Metrics.SequenceEqual(SiteMetrics.AskedBy(protocol)) && !proposed.Metrics.SequenceEqual(SiteMetrics.AskedInRounds(protocol)))
            throw Broken("The proposal does not ask for the figures that its protocol needs.");
        return Studies.ContainsKey(proposed.Study) ? throw Broken("The study was proposed before.") : WithStudy(new StudyState(proposed.Study, protocol, proposed));
    }

    private FederationState Queue(RunQueued queued)
    {
        var study = StudyOf(queued.Run);
        if (study.Cancelled is not null || Runs.ContainsKey(queued.Run) || study.Protocol.Strategies.All(s => s.Name != queued.Run.Strategy))
            throw Broken($"Run {queued.Run.ToText()} cannot be asked for: it exists, its study was cancelled, or the protocol has no such strategy.");
        return WithStudy(study with { Runs = study.Runs.Add(queued.Run) }) with { Runs = Runs.Add(queued.Run, new RunState(queued.Run)), OpenRuns = OpenRuns.Add(queued.Run) };
    }

    private FederationState Answer(string study, SiteStatement answer)
    {
        var state = StudyNamed(study);
        if (state.Protocol.Sites.All(s => s.Id != answer.Site))
            throw Invalid($"The study does not name {answer.Site}.");
        return WithStudy(state with { Answers = state.Answers.SetItem(answer.Site, answer) });
    }

    private StudyState StudyNamed(string study) => Studies.GetValueOrDefault(study) ?? throw Invalid($"There is no study {study}.");

    private SiteStanding SiteOf(SiteId site) => Sites.GetValueOrDefault(site) ?? throw Broken($"There is no site {site}.");

    private FederationState WithSite(SiteStanding site) => this with { Sites = Sites.SetItem(site.Site, site) };

    private FederationState WithStudy(StudyState study) => this with { Studies = Studies.SetItem(study.Study, study) };

    private FederationState WithRun(RunState run) => this with { Runs = Runs.SetItem(run.Run, run) };
}
