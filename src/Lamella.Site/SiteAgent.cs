using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Ledger;
using Lamella.Site.Rounds;

namespace Lamella.Site;

/// <summary>
/// A site: keeps its own verified copy of the ledger, says what only it may say, and does what it is asked and has approved, one order at a time, studies
/// taking turns. One thread at a time; the host sees to that.
/// </summary>
public sealed class SiteAgent
{
    /// <summary>Between two signs of progress of one order, milliseconds: steps may take less than a millisecond. The first of each order is told at once.</summary>
    private const long ReportPause = 1000;

    private readonly SiteSetup setup;
    private readonly LedgerCopy copy;
    private readonly FairQueue queue = new();
    private readonly RetryPauses retries = new();
    private readonly ScoringTurns scoring;
    private ImmutableList<SignedStatement> outbox;
    private FederationState? view;
    private (RoundOrder Order, long Step, long Steps)? current;
    private bool headDue;
    private long reported;
    private (RunId, int)? reportedOf;
    private int edition;

    /// <summary>Opens what is stored, verifies it, and takes it from there. Call <see cref="Tick"/> to set it going.</summary>
    public SiteAgent(SiteSetup setup)
    {
        this.setup = setup;
        scoring = new ScoringTurns(setup.Scoring, setup.Site);
        copy = new LedgerCopy(setup.Copy, setup.Coordinator, setup.Site, setup.Signer.PublicKey);
        outbox = [.. setup.Outbox.Load()];
        DropWhatTheLedgerHas();
    }

    /// <summary>The federation as the site knows it: its copy of the ledger, and what it has said and is not in there yet.</summary>
    public FederationState View => view ??= outbox.Aggregate(copy.State, Imagine);

    /// <summary>Head of the site's copy of the ledger.</summary>
    public Head Head => copy.State.Head;

    /// <summary>Why the site has stopped: the ledger does not hold, or shows two histories. Null while it has not.</summary>
    public LamellaException? Stopped { get; private set; }

    /// <summary>Why the last refused statement was refused; null when none was.</summary>
    public StatementReply? LastRefusal { get; private set; }

    /// <summary>Why the last update did not leave that approval or policy do not cover; null when none was.</summary>
    public LamellaException? HeldBack { get; private set; }

    /// <summary>Statements that are not in the ledger yet, in their order.</summary>
    public IReadOnlyList<SignedStatement> Unsent => outbox;

    /// <summary>The order at work, with steps done and in all; null when there is none.</summary>
    public (RoundOrder Order, long Step, long Steps)? Current => current;

    /// <summary>Whether no new work is begun; what is at work goes on. Call <see cref="Tick"/> after it was changed.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Allows a study within bounds; the purpose and the figures are what the person read.</summary>
    /// <exception cref="LamellaException">There is no such study, or the purpose is not the one proposed.</exception>
    public void Approve(string study, string purpose, ImmutableArray<string> metrics, string approver, string role, long? expires, long leastSamples, long mostSamples, string? cohort = null)
    {
        // What failed for the data or the bounds of before need not rest; what is being made with them is made anew.
        retries.Clear();
        if (current?.Order.Run.ProtocolSha256 == study)
            StopWork();
        Say((number, seen) => new StudyApproved(setup.Site, number, seen, study, purpose, metrics, approver, role, expires, leastSamples, mostSamples, cohort));
    }

    /// <summary>Does not allow a study.</summary>
    public void Refuse(string study, string by, string reason) => Say((number, seen) => new StudyRefused(setup.Site, number, seen, study, by, reason));

    /// <summary>Tells what was found when the study was tried out on the site's data.</summary>
    /// <param name="study">The study.</param>
    /// <param name="code">What was found; empty: the data pass.</param>
    /// <param name="patients">Training patients in the smallest split; null: not told.</param>
    public void Checked(string study, string code, long? patients) => Say((number, seen) => new DataChecked(setup.Site, number, seen, study, code, patients));

    /// <summary>Withdraws from a study: work on it stops before this returns, whether or not the coordinator can be reached.</summary>
    public void Revoke(string study, string by, string reason) => Say((number, seen) => new ApprovalRevoked(setup.Site, number, seen, study, by, reason));

    /// <summary>Entries from the coordinator.</summary>
    public void Receive(IReadOnlyList<LedgerEntry> entries)
    {
        if (Stopped is not null)
            return;
        try
        {
            var news = copy.Take(entries);
            view = null;
            headDue |= news.OfType<RunEnded>().Any(e => copy.State.StudyOf(e.Run).Answers.ContainsKey(setup.Site));
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.LedgerBroken or ErrorCodes.LedgerForked or ErrorCodes.LedgerUnreadable or ErrorCodes.StatementInvalid)
        {
            Stopped = fault;
            StopWork();
            scoring.Stop();
            return;
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.DiskFull)
        {
            // Nothing was taken; the coordinator sends it again when the next report shows the old head.
        }

        Settle();
        Advance();
    }

    /// <summary>The coordinator's answer to a statement.</summary>
    public void Receive(long number, StatementReply reply)
    {
        if (reply.Kind != StatementReplyKind.Refused || outbox.Count == 0 || outbox[0].Statement.Number != number)
            return;
        LastRefusal = reply;
        switch (outbox[0].Statement)
        {
            case StudyRefused or ApprovalRevoked:
                // It holds here whatever the coordinator says of it; it is said again with the next beat.
                return;
            case ModelScored scored:
                scoring.Failed(scored.Run, Now());
                break;
            case UpdateSubmitted update:
                retries.Failed(update.Run, update.Round, Now());
                break;
        }

        Keep([.. outbox.Skip(1).Select((s, i) => SignedStatement.Sign(s.Statement with { Number = number + i }, setup.Signer))]);
        Advance();
    }

    /// <summary>Progress of the order at work.</summary>
    public void Progressed(RoundOrder order, long step, long steps)
    {
        if (current?.Order != order)
            return;
        current = (order, step, steps);
        if (reportedOf != (order.Run, order.Round) || Now() >= reported + ReportPause)
            Report();
    }

    /// <summary>The result of the order at work.</summary>
    public void Finished(RoundOrder order, WorkResult result)
    {
        if (current?.Order != order)
            return;
        current = null;
        if (SiteRules.IsWanted(View, order, setup.Site, Now()))
            SayResult(order, WithinApproval(order, result));
        Advance();
    }

    /// <summary>The figures of the order to score at work, one for each arm that it asks.</summary>
    public void Scored(ScoreOrder order, IReadOnlyList<SiteScore> scores)
    {
        if (!scoring.Ended(order))
            return;
        if (SiteRules.Scorings(View, setup.Site, Now()).Any(o => o.Run == order.Run))
            SayScores(order, scores);
        Advance();
    }

    /// <summary>The order to score at work failed; it is tried again after a rest. The fault stays here.</summary>
    public void ScoringFailed(ScoreOrder order)
    {
        if (!scoring.Ended(order))
            return;
        scoring.Failed(order.Run, Now());
        Advance();
    }

    private void SayScores(ScoreOrder order, IReadOnlyList<SiteScore> scores)
    {
        var minimum = View.StudyOf(order.Run).Protocol.Reporting.MinimumCell;
        try
        {
            foreach (var score in order.Arms.Select(arm => scores.FirstOrDefault(s => s.Arm == arm)).OfType<SiteScore>().Select(s => s.AsTold(minimum)))
                Put((number, seen) => new ModelScored(setup.Site, number, seen, order.Run, score.Arm, score.Model, score.Patients, score.Withheld, score.Metrics));
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.DiskFull or ErrorCodes.StatementInvalid)
        {
            // What could not be said is scored again after a rest; what cannot be taken does not leave.
            scoring.Failed(order.Run, Now());
        }

        // An arm that no figures came for is asked again, and not at once.
        if (order.Arms.Any(arm => scores.All(s => s.Arm != arm)))
            scoring.Failed(order.Run, Now());
    }

    /// <summary>
    /// The site keeps to its own bounds: an update over other numbers of patients than were approved, or beyond the hospital's policy, does not leave. The run
    /// waits for the site: its people can approve again, or change the policy.
    /// </summary>
    private WorkResult WithinApproval(RoundOrder order, WorkResult result)
    {
        var study = View.StudyOf(order.Run);
        if (result is not UpdateMade made || study.ApprovalOf(setup.Site, Now()) is not { } approval)
            return result;
        if (made.Samples < approval.LeastSamples || made.Samples > approval.MostSamples)
        {
            HeldBack = new LamellaException(
                ErrorCodes.NotApproved, $"An update for {study.Protocol.Study} rests on {made.Samples} training patients, {approval.LeastSamples} to {approval.MostSamples} are approved.",
                "It stays here. Approve the study again with the data as they are now, or put back those that were approved.");
        }
        else if (setup.Policy?.WhyNot(study, order.Round, made) is { } against)
        {
            HeldBack = new LamellaException(
                ErrorCodes.PolicyRefused, $"This hospital's policy does not let an update for {study.Protocol.Study} out: {against}.", "It stays here, unless those who answer for the policy change it.");
        }
        else
            return result;
        return new WorkCouldNot(HeldBack.Code, Final: false);
    }

    private void SayResult(RoundOrder order, WorkResult result)
    {
        try
        {
            Say((number, seen) => result switch
            {
                UpdateMade u => new UpdateSubmitted(
                    setup.Site, number, seen, order.Run, order.Round, order.ModelSha256, u.Update, u.Bytes, u.Samples, u.FirstStep, u.Steps, u.Loss, u.HoldoutLoss, u.HoldoutSamples, u.BytesReceived),
                WorkCouldNot w => new WorkFailed(setup.Site, number, seen, order.Run, order.Round, w.Code, w.Final),
                _ => throw new ArgumentException($"No result is {result.GetType().Name}.", nameof(result)),
            });
            // After it is said: so the first time the order is tried again at once.
            if (result is WorkCouldNot)
                retries.Failed(order.Run, order.Round, Now());
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.DiskFull)
        {
            // The order stays open; done again after a rest it gives the committed bytes.
            retries.Failed(order.Run, order.Round, Now());
        }
    }

    /// <summary>Time has passed: a sign of life, and what is unsent again. Hosts call it every half minute or so, and when a line is up again.</summary>
    public void Tick()
    {
        Report();
        KeepCopy();
        if (Stopped is null)
            Settle();
        Advance();
    }

    /// <summary>Makes what the copy of the ledger has taken in durable; on a full disk the next beat tries again.</summary>
    public void KeepCopy()
    {
        try
        {
            copy.Keep();
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.DiskFull)
        {
        }
    }

    /// <summary>Keeps of the outbox what the ledger does not have yet, and nothing else. What it has is otherwise dropped with the next statement.</summary>
    public void ForgetSent()
    {
        DropWhatTheLedgerHas();
        Keep(outbox);
    }

    private long Now() => setup.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Report()
    {
        (reported, reportedOf) = (Now(), current is { } at && at.Step > 0 ? (at.Order.Run, at.Order.Round) : null);
        setup.Line.Send(new SiteReport(setup.Site, Head, current is { } c ? new WorkProgress(c.Order.Run, c.Order.Round, c.Step, c.Steps) : null));
    }

    private void Say(Func<long, Head, SiteStatement> make)
    {
        Put(make);
        Advance();
    }

    private void Put(Func<long, Head, SiteStatement> make)
    {
        if (Stopped is { } stopped)
            throw stopped;
        var statement = make((View.Sites.GetValueOrDefault(setup.Site)?.Statements ?? 0) + 1, Head);
        _ = View.Apply(statement, View.Time, View.Head);

        // It names the head, so a crash must not take that back.
        copy.Keep();
        Keep(outbox.Add(SignedStatement.Sign(statement, setup.Signer)));
    }

    private void Keep(ImmutableList<SignedStatement> statements)
    {
        setup.Outbox.Save(statements);
        outbox = statements;
        view = null;
    }

    /// <summary>What follows from what the ledger has by now; on a full disk it is tried again with the next beat.</summary>
    private void Settle()
    {
        try
        {
            DropWhatTheLedgerHas();
            if (headDue)
                Say((number, seen) => new HeadSeen(setup.Site, number, seen));
            headDue = false;
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.DiskFull)
        {
        }
    }

    /// <summary>
    /// Statements that have reached the ledger leave the outbox. A site that was restored from a backup finds statements of its own that it has forgotten;
    /// what is still to be said gets the numbers after them.
    /// </summary>
    private void DropWhatTheLedgerHas()
    {
        var said = copy.State.Sites.GetValueOrDefault(setup.Site)?.Statements ?? 0;
        if (outbox.Count == 0 || outbox[0].Statement.Number > said)
            return;
        var taken = copy.ContentsOf(setup.Site, outbox[0].Statement.Seen.Index + 1);
        var left = outbox.Where(s => !taken.Contains(LedgerHash.OfContent(Signer.Of(setup.Site), s.Body.AsSpan()))).ToList();

        // Not written down: what is stored is dropped again by the same rule after a restart, and the next statement replaces it.
        outbox = [.. left.Select((s, i) => s.Statement.Number == said + i + 1 ? s : SignedStatement.Sign(s.Statement with { Number = said + i + 1 }, setup.Signer))];
        view = null;
    }

    /// <summary>What the coordinator will refuse has no effect here either.</summary>
    private static FederationState Imagine(FederationState state, SignedStatement said)
    {
        try
        {
            return state.Apply(said.Statement, state.Time, state.Head);
        }
        catch (LamellaException)
        {
            return state;
        }
    }

    private void Advance()
    {
        if (Stopped is not null)
            return;
        var now = Now();

        // A policy that was changed counts at once, also for what rests because of it.
        if (setup.Policy?.Edition is { } known && known != edition)
        {
            edition = known;
            retries.Clear();
        }

        if (current is { } c && !SiteRules.IsWanted(View, c.Order, setup.Site, now))
            StopWork();
        if (current is null && !IsPaused && queue.Take(SiteRules.Orders(View, setup.Site, now).Where(o => retries.MayTry(o.Run, o.Round, now) && !IsOver(o.Run) && setup.Policy?.MayBegin(View.StudyOf(o.Run), o.Run) is not false), o => o.Run.ProtocolSha256) is { } next)
        {
            scoring.Stop();
            current = (next, 0, 0);
            setup.Work.Start(next);
        }

        scoring.Advance(View, trains: current is not null || IsPaused, IsOver, run => setup.Policy?.MayScore(View.StudyOf(run), run) is not false, now);
        Withdraw(now);
        if (outbox.Count > 0)
            setup.Line.Send(outbox[0]);
    }

    /// <summary>
    /// What waits for the line leaves no more when its study may no longer be worked for, or the policy is against it by now; what else is to be said gets the
    /// numbers after it.
    /// </summary>
    private void Withdraw(long now)
    {
        var me = View.Sites.GetValueOrDefault(setup.Site);
        var left = outbox.Where(s => s.Statement switch
        {
            UpdateSubmitted u => View.StudyOf(u.Run) is var study && study.WhyNot(me, now) is null && setup.Policy?.WhyNot(study, u) is null,
            ModelScored m => View.StudyOf(m.Run) is var study && study.WhyNotScore(me, now) is null && setup.Policy?.WhyNot(study, m) is null,
            DataChecked c => setup.Policy?.WhyNot(View.Studies[c.Study], c) is null,
            _ => true,
        }).ToList();
        if (left.Count == outbox.Count)
            return;
        foreach (var withdrawn in outbox.Except(left))
        {
            setup.Line.Withdrawn(withdrawn);
            if (withdrawn.Statement is ModelScored scored)
                scoring.Failed(scored.Run, now);
        }

        var first = outbox[0].Statement.Number;
        Keep([.. left.Select((s, i) => s.Statement.Number == first + i ? s : SignedStatement.Sign(s.Statement with { Number = first + i }, setup.Signer))]);
    }

    /// <summary>Whether the hospital has done with the study of a run for good.</summary>
    private bool IsOver(RunId run) => setup.Policy?.IsOver(View.StudyOf(run)) is true;

    private void StopWork()
    {
        if (current is { } c)
            setup.Work.Stop(c.Order);
        current = null;
    }
}
