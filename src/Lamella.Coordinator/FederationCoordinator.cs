using Lamella.Coordinator.Rounds;
using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator;

/// <summary>
/// A coordinator: takes what people ask and what sites say into the ledger, and lets every run go as far as it can. One thread at a time; the host sees
/// to that. It holds nothing that a restart would miss: state is in the ledger, and jobs and suspicion begin anew.
/// </summary>
public sealed class FederationCoordinator
{
    /// <summary>Entries pushed to a site at once.</summary>
    private const int PushedAtOnce = 256;

    private readonly CoordinatorSetup setup;
    private readonly CoordinatorLedger ledger;
    private readonly JobBoard jobs;
    private readonly RoundRunner runner;
    private readonly Liveness liveness;
    private readonly StatementDesk desk;
    private readonly Dictionary<SiteId, long> pushed = [];
    private readonly Dictionary<SiteId, WorkProgress> atWork = [];
    private readonly Dictionary<RunId, LamellaException> stuck = [];
    private bool collectDue;

    /// <summary>Opens what is stored and takes it from there. Call <see cref="Tick"/> to set it going.</summary>
    public FederationCoordinator(CoordinatorSetup setup)
    {
        this.setup = setup;
        ledger = new CoordinatorLedger(setup.Store, setup.Signer, setup.Time, setup.Before) { Told = Told };
        jobs = new JobBoard(setup.Jobs);
        runner = new RoundRunner(ledger, setup.Rules, setup.Blobs, jobs);
        var start = setup.Time.GetTimestamp();
        liveness = new Liveness(() => setup.Time.GetElapsedTime(start));
        desk = new StatementDesk(ledger, setup.Scheme, setup.Blobs);
        ledger.Replay();
        if (ledger.State.Head.Index < 0)
            ledger.Append(new LedgerOpened(setup.Federation, setup.Scheme.Name, setup.Signer.PublicKey));
    }

    /// <summary>The federation as the ledger tells it.</summary>
    public FederationState State => ledger.State;

    /// <summary>Why everything stands still, with its code; null when it does not.</summary>
    public LamellaException? Paused { get; private set; }

    /// <summary>When it began to stand still, milliseconds since 1970 UTC.</summary>
    private long PausedSince { get; set; }

    /// <summary>Runs that stand still, and why: a stored file is missing or damaged. They are tried again with every beat.</summary>
    public IReadOnlyDictionary<RunId, LamellaException> Stuck => stuck;

    /// <summary>What each site was last heard to be at.</summary>
    public IReadOnlyDictionary<SiteId, WorkProgress> AtWork => atWork;

    /// <summary>A site joins the federation, or has a new key.</summary>
    public void Enrol(SiteId site, string publicKey) => Ask(new SiteEnrolled(site, publicKey));

    /// <summary>A site's identity counts no longer.</summary>
    public void Remove(SiteId site, string reason) => Ask(new SiteRemoved(site, reason));

    /// <summary>Proposes a study to the sites its protocol names.</summary>
    public void Propose(StudyProtocol protocol, string purpose, string by) => Ask(new StudyProposed(
        ProtocolEncoding.Hash(protocol), System.Text.Encoding.UTF8.GetString(ProtocolEncoding.Encode(protocol)), purpose, SiteMetrics.AskedBy(protocol), by));

    /// <summary>Ends a study and its open runs.</summary>
    public void Cancel(string study, string by, string reason) => Ask(new StudyCancelled(study, by, reason));

    /// <summary>Asks for a run; it opens when approvals suffice.</summary>
    public void Queue(RunId run, string by) => Ask(new RunQueued(run, by));

    /// <summary>A site's statement. Its update, if it names one, is in the blob store before.</summary>
    public StatementReply Receive(SiteId site, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> signature)
    {
        StatementReply? reply = null;
        var isDone = Do(() =>
        {
            reply = desk.Take(site, body.Span, signature.Span);
            if (reply.Kind != StatementReplyKind.Taken)
                return;
            liveness.Heard(site);
            HeardOf(site);
        });
        return isDone ? reply! : new StatementReply(StatementReplyKind.TryLater, 0, Paused!.Code, Paused.Fault);
    }

    /// <summary>A site's sign of life.</summary>
    public void Receive(SiteReport report) => Do(() =>
    {
        if (!ledger.State.Sites.TryGetValue(report.Site, out var standing) || standing.IsRemoved)
            return;
        if (report.Head.Index < -1 || report.Head.Index > ledger.State.Head.Index || ledger.HashAt(report.Head.Index) != report.Head.Hash)
        {
            ForkedAt(report);
            return;
        }

        pushed[report.Site] = Math.Min(pushed.GetValueOrDefault(report.Site, long.MaxValue), report.Head.Index + 1);
        if (report.Work is { } work)
            Progressed(report.Site, work);
    });

    /// <summary>The result of a job that was started.</summary>
    public void Finished(CoordinatorJob job, JobResult result)
    {
        if (!jobs.Finish(job))
            return;
        if (result is JobFailed { Code: ErrorCodes.DiskFull } full)
        {
            Pause(new LamellaException(full.Code, full.Reason, "The run goes on by itself when this is mended."));
            return;
        }

        if (result is JobFailed { Code: not (ErrorCodes.TooFewUpdates or ErrorCodes.TrainingDiverged) } failed)
        {
            // This run stands still; the next beat tries again, and the others go on.
            stuck[job.Run] = new LamellaException(failed.Code, failed.Reason, "The run goes on by itself when this is mended.");
            return;
        }

        // When the result cannot be written, it is lost, and the job done again: it gives the same.
        Do(() => JobResults.Apply(ledger, job, result, setup.Rules, ledger.Now));
    }

    /// <summary>Time has passed: looks who has fallen silent, and tries again what stood still. Hosts call it every half minute or so.</summary>
    public void Tick() => Do(() =>
    {
        stuck.Clear();
        foreach (var site in ledger.State.Sites.Values.Where(s => s.Suspicion is null && !s.IsRemoved))
        {
            if (liveness.Suspicion(site.Site) is { } reason)
                ledger.Append(new SiteSuspected(site.Site, reason));
        }
    });

    /// <summary>Sends a site all it lacks, from what it said it has.</summary>
    public void Connected(SiteId site, Head head)
    {
        pushed[site] = Math.Clamp(head.Index, -1, ledger.State.Head.Index) + 1;
        Receive(new SiteReport(site, head, null));
    }

    /// <summary>What people ask is refused with the reason, and not kept for later.</summary>
    private void Ask(LedgerEvent e)
    {
        if (Paused is not null)
            Tick();
        if (Paused is { } paused)
            throw paused;
        try
        {
            ledger.Look();
            ledger.Append(e);
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.LedgerBroken or ErrorCodes.StatementInvalid)
        {
            // The ledger is whole: the rules kept the request out.
            throw new LamellaException(ErrorCodes.RequestRefused, fault.Fault, "Look at what stands: ./lamella ledger show.", fault);
        }

        Do(() => { });
    }

    /// <summary>
    /// Does something and then all that follows from it, durable in one flush. A disk without room, or a database that is away, stops everything until it is
    /// back; nothing is half done.
    /// </summary>
    /// <returns>Whether it is done.</returns>
    private bool Do(Action act)
    {
        var isDone = OrPause(() =>
        {
            ledger.Look();
            try
            {
                ledger.Together(() =>
                {
                    if (Paused is { } before)
                        ledger.Append(new StorageRecovered(before.Code, PausedSince));
                    act();
                    Advance();
                });
            }
            catch
            {
                jobs.Forget();
                throw;
            }

            Paused = null;
            jobs.Begin();
            Collect();
        });

        // What is pushed is read from the store, which a full disk allows and a database that is away does not.
        OrPause(Push);
        return isDone;
    }

    private bool OrPause(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.DiskFull or ErrorCodes.StorageUnavailable)
        {
            Pause(fault);
            return false;
        }
    }

    private void Told(LedgerEvent e, FederationState state)
    {
        // Only these let go of files.
        collectDue |= e is RoundRecorded or RunEnded;
        setup.Told?.Invoke(e, state);
    }

    private void Advance()
    {
        long before;
        do
        {
            before = ledger.State.Head.Index;
            foreach (var run in ledger.State.OpenRuns.Where(r => !stuck.ContainsKey(r)))
                runner.Advance(run, ledger.Now);
            foreach (var run in ledger.State.Runs.Values.Where(r => r.Phase == RunPhase.Ended && !r.LateUnsettled.IsEmpty && !stuck.ContainsKey(r.Run)))
                runner.SettleLate(run.Run, ledger.Now);
        }
        while (ledger.State.Head.Index != before);

        ExpectWork();
    }

    private void Collect()
    {
        if (!collectDue || !jobs.IsEmpty)
            return;
        BlobCollector.Collect(setup.Blobs, Reachable());
        collectDue = false;
    }

    /// <summary>Files on their way in are kept until a statement names them.</summary>
    private HashSet<string> Reachable() =>
        [.. ledger.State.Runs.Values.SelectMany(r => r.Reachable()), .. setup.KeptFiles?.Invoke() ?? []];

    private void ExpectWork()
    {
        var working = ledger.State.OpenRuns.Select(ledger.State.RunOf)
            .Where(r => r.Phase is RunPhase.Collecting or RunPhase.Waiting)
            .SelectMany(r => r.Current!.Sites.Values.Where(s => s.Stage is SiteStage.Invited or SiteStage.Started).Select(s => s.Site))
            .ToHashSet();
        foreach (var site in ledger.State.Sites.Keys)
        {
            if (working.Contains(site))
                liveness.Expect(site);
            else
                liveness.Release(site);
        }
    }

    private void Progressed(SiteId site, WorkProgress work)
    {
        // Steps are counted against suspicion, so nobody may claim any number of them.
        if (work.Step < 0 || work.Step > work.Steps || work.Steps > MostSteps(site, work.Run))
            return;
        var last = atWork.GetValueOrDefault(site);
        atWork[site] = work;
        var steps = last is not null && last.Run == work.Run && last.Round == work.Round ? work.Step - last.Step : work.Step;
        if (steps < 1)
            return;
        liveness.Progress(site, steps);
        HeardOf(site);
        var run = ledger.State.Runs.GetValueOrDefault(work.Run);
        if (run is { Phase: RunPhase.Collecting or RunPhase.Waiting } && run.Current!.Round == work.Round
            && run.Current.Sites.GetValueOrDefault(site)?.Stage is SiteStage.Invited or SiteStage.Failed)
        {
            ledger.Append(new SiteStarted(work.Run, work.Round, site));
        }
    }

    /// <summary>The most steps a round can take at a site: as the protocol says, or an epoch over as many patients as are approved.</summary>
    private long MostSteps(SiteId site, RunId run)
    {
        if (!ledger.State.Runs.ContainsKey(run))
            return 0;
        var study = ledger.State.StudyOf(run);
        var training = study.Protocol.Training;
        return training.RoundSteps > 0 ? training.RoundSteps : training.RoundEpochs * (study.ApprovalOf(site, ledger.Now)?.MostSamples ?? 0);
    }

    private void HeardOf(SiteId site)
    {
        if (ledger.State.Sites[site].Suspicion is not null)
            ledger.Append(new SiteReturned(site));
    }

    private void ForkedAt(SiteReport report) => desk.RefuseOnce(
        report.Site, ErrorCodes.LedgerForked, $"its copy has an entry {report.Head.Index} that this ledger does not have");

    private void Pause(LamellaException fault)
    {
        if (Paused is null)
            PausedSince = ledger.Now;
        Paused = fault;
    }

    private void Push()
    {
        foreach (var site in ledger.State.Sites.Values.Where(s => !s.IsRemoved).Select(s => s.Site))
        {
            var from = pushed.GetValueOrDefault(site, long.MaxValue);
            if (from > ledger.State.Head.Index)
                continue;
            var entries = ledger.Read(from, PushedAtOnce);
            pushed[site] = from + entries.Count;
            setup.Lines.Send(site, entries);
        }
    }
}
