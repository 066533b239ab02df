using System.Net;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Site.Egress;
using Lamella.Site.Ledger;
using Lamella.Site.Policy;
using Lamella.Site.Purging;
using Lamella.Site.Work;
using Lamella.Federation.Studies;
using Lamella.Storage;
using Lamella.Storage.Events;
using Lamella.Transport;
using Lamella.Transport.Identity;
using Lamella.Transport.Line;

namespace Lamella.Site.Hosting;

/// <summary>
/// A running site: the agent behind a mailbox, the egress gate with its one line to the coordinator, and the work of the round at hand. It dials out and
/// listens to nobody.
/// </summary>
public sealed class SiteHost : ISiteWork, ISiteScoring, ICoordinatorLine, ISiteLineEvents, IAsyncDisposable
{
    /// <summary>How often it looks whether data have been kept long enough.</summary>
    private static readonly TimeSpan RetentionLook = TimeSpan.FromHours(1);

    /// <summary>How long work that was told to stop may take to do so before a purge gives up.</summary>
    private static readonly TimeSpan StopWait = TimeSpan.FromSeconds(60);

    /// <summary>How often it says that it lives.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    private readonly SiteFolder folder;
    private readonly SiteIdentity identity;
    private readonly SqliteEventStore copy;
    private readonly Mailbox mailbox;
    private readonly SiteAgent agent;
    private readonly EgressLog log;
    private readonly EgressGate gate;
    private readonly IRoundWork work;
    private readonly ITimer beat;
    private readonly TimeProvider time;
    private readonly Action<string>? say;
    private readonly CancellationTokenSource stop = new();
    private readonly Task talking;
    private readonly List<LedgerEntry> arrived = [];
    private readonly HashSet<string> there = new(StringComparer.Ordinal);
    private readonly List<(Func<SiteAgent, bool> Holds, TaskCompletionSource Done)> awaited = [];
    private readonly Dictionary<string, Task> busy = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim purging = new(1);
    private readonly StudyPurge purge;
    private Task working = Task.CompletedTask;
    private Task uploading = Task.CompletedTask;
    private Task renewing = Task.CompletedTask;
    private Task retaining = Task.CompletedTask;
    private DateTimeOffset nextRetention;
    private CancellationTokenSource? current;
    private SignedStatement? onTheWay;

    /// <summary>Opens what is stored and dials.</summary>
    /// <param name="folder">The site.</param>
    /// <param name="identity">Its identity; the caller disposes it.</param>
    /// <param name="work">Where its work is done.</param>
    /// <param name="time">The site's clock.</param>
    /// <param name="proxy">The hospital's proxy; null: none.</param>
    /// <param name="say">Told, in words, what somebody at the site may have to know.</param>
    /// <param name="speaks">The versions of the protocol it speaks; null: those of this program.</param>
    public SiteHost(SiteFolder folder, SiteIdentity identity, IRoundWork work, TimeProvider time, IWebProxy? proxy = null, Action<string>? say = null, ProtocolVersion? speaks = null)
    {
        this.say = say;
        (this.folder, this.identity, this.work, this.time) = (folder, identity, work, time);
        Directory.CreateDirectory(folder.Inbox);
        copy = new SqliteEventStore(folder.Ledger);
        mailbox = new Mailbox(fault => Fault = fault);
        log = new EgressLog(folder.EgressLog, time);
        Purges = new SitePurges(folder);
        purge = new StudyPurge(folder, work.Log, time);
        Policy = new SitePolicies(folder.Policy, identity.Address, time, Purges);
        gate = new EgressGate(identity, log, this, Policy, time, proxy, speaks);
        agent = new SiteAgent(new SiteSetup
        {
            Site = identity.Site,
            Signer = EcdsaP256.SignerOf(identity.Key),
            Coordinator = new LedgerOwner(EcdsaP256.SchemeName, identity.LedgerKey),
            Copy = copy,
            Outbox = new FileOutbox(folder.Outbox),
            Work = this,
            Scoring = work is IHomeScoring ? this : null,
            Policy = Policy,
            Line = this,
            Time = time,
        })
        {
            IsPaused = File.Exists(folder.PauseMark),
        };
        gate.Allow(agent.View);
        talking = TalkAsync();
        beat = time.CreateTimer(_ => Post(BeatOnce), null, Beat, Beat);
    }

    /// <summary>What the hospital allows.</summary>
    public SitePolicies Policy { get; }

    /// <summary>Which studies were purged here.</summary>
    public SitePurges Purges { get; }

    /// <summary>The site.</summary>
    public SiteId Site => identity.Site;

    /// <summary>Whether the line is up.</summary>
    public bool IsUp => gate.IsUp;

    /// <summary>Why the line is down; null while it is up, or before the first attempt.</summary>
    public LamellaException? WhyDown { get; private set; }

    /// <summary>What went wrong inside; null when nothing did.</summary>
    public Exception? Fault
    {
        get;
        private set
        {
            field = value;
            say?.Invoke(value is LamellaException known ? $"{known.Code} {known.Fault} {known.Remedy}" : $"{ErrorCodes.ProgramFault} {value?.GetType()}: this is a bug; please report it.");
        }
    }

    /// <summary>Does something with the agent, on its thread.</summary>
    public Task<T> AskAsync<T>(Func<SiteAgent, T> ask) => mailbox.AskAsync(() =>
    {
        try
        {
            return ask(agent);
        }
        finally
        {
            gate.Allow(agent.View);
        }
    });

    /// <summary>Begins no new work, or does again; kept over restarts. What is at work goes on.</summary>
    public Task<bool> PauseAsync(bool pause) => AskAsync(a =>
    {
        if (pause)
            DurableFile.Replace(folder.PauseMark, _ => { });
        else
            File.Delete(folder.PauseMark);
        a.IsPaused = pause;
        a.Tick();
        return pause;
    });

    /// <summary>Deletes what a study that is over has left here, and looks for it afterwards. A second time it goes on where the first was interrupted.</summary>
    /// <param name="study">The study's hash.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="LamellaException">There is no such study, it is not over here (<see cref="ErrorCodes.StudyNotOver"/>), or its work does not stop.</exception>
    public async Task<PurgeProof> PurgeAsync(string study, string by)
    {
        await purging.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            var (begun, hashes, atWork) = await AskAsync(a =>
            {
                var known = a.View.Studies.GetValueOrDefault(study)
                    ?? throw new LamellaException(ErrorCodes.RequestRefused, $"No study {study} is known here.", "Look which there are: ./lamella site status FOLDER.");
                var begun = purge.Begin(known, PurgeRules.WhyNotOver(a.View, known, Site, time.GetUtcNow().ToUnixTimeMilliseconds()), by);

                // From here on nothing is begun for it; what was is told to stop, and what it has said stands in the ledger alone.
                a.Tick();
                a.ForgetSent();
                return (begun, new StudyTraces(copy.Read(0), Site).Of(study, Purges.Has), busy.GetValueOrDefault(study, Task.CompletedTask));
            }).ConfigureAwait(false);
            try
            {
                await atWork.WaitAsync(StopWait, time, stop.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new LamellaException(ErrorCodes.StudyNotOver, $"Work for study {begun.Name} has not stopped yet.", "Nothing more is begun for it; give the same command again in a while.");
            }

            await work.ForgetAsync(study).ConfigureAwait(false);
            return await Task.Run(() => purge.Finish(begun, hashes), stop.Token).ConfigureAwait(false);
        }
        finally
        {
            purging.Release();
        }
    }

    /// <summary>The site as it stands.</summary>
    public Task<SiteStatus> StatusAsync() => AskAsync(a => SiteStatus.Of(this, identity, a, work.Place, time.GetUtcNow()));

    /// <summary>Holds the egress log against the site's copy of the ledger, as both are at this moment.</summary>
    public Task<EgressVerdict> CheckEgressAsync() => AskAsync(a =>
    {
        log.Flush();
        using var lines = EgressLog.OpenText(folder.EgressLog);
        a.KeepCopy();
        return EgressCheck.Run(EgressLog.Read(lines), copy.Read(0), Site, a.Unsent);
    });

    /// <summary>The site's copy of the ledger as text; the caller disposes the stream, which takes its file with it.</summary>
    public Task<Stream> ExportLedgerAsync() => LedgerText.ExportAsync(folder.NewExport(), (from, most) => AskAsync(a =>
    {
        a.KeepCopy();
        return copy.Read(from, most).ToList();
    }));

    /// <summary>Until something holds of the agent, by what it has heard.</summary>
    public async Task WhenAsync(Func<SiteAgent, bool> holds)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        mailbox.Post(() =>
        {
            awaited.Add((holds, done));
            TellAwaited();
        });
        await done.Task.WaitAsync(stop.Token).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<Head> HeadAsync() => mailbox.AskAsync(() => agent.Head);

    /// <inheritdoc />
    public void Up()
    {
        WhyDown = null;
        say?.Invoke("The line is up.");
        Post(TickAnew);
    }

    /// <inheritdoc />
    public void Down(LamellaException why)
    {
        // It is dialled again and again; the same reason is told once.
        if (WhyDown?.Message != why.Message)
            say?.Invoke($"The line is down: {why.Code} {why.Fault} {why.Remedy}");
        WhyDown = why;
    }

    /// <inheritdoc />
    public void Receive(IReadOnlyList<LedgerEntry> entries)
    {
        lock (arrived)
            arrived.AddRange(entries);
        Post(() =>
        {
            // What came while the last entries were being written is taken in one go.
            LedgerEntry[] news;
            lock (arrived)
            {
                news = [.. arrived];
                arrived.Clear();
            }

            if (news.Length == 0)
                return;
            agent.Receive(news);
            TellAwaited();
        });
    }

    /// <inheritdoc />
    public void Receive(long number, StatementReply reply) => Post(() =>
    {
        // What the coordinator was thought to have, it has not.
        if (reply.Kind == StatementReplyKind.SendFile)
            there.Clear();
        if (reply.Kind != StatementReplyKind.Taken)
            onTheWay = null;
        agent.Receive(number, reply);
    });

    /// <inheritdoc />
    public void Send(SiteReport report) => gate.Send(report);

    /// <inheritdoc />
    public void Send(SignedStatement statement)
    {
        if (ReferenceEquals(statement, onTheWay))
            return;
        if (statement.Statement is not UpdateSubmitted update || there.Contains(update.Update))
            SendNow(statement);
        else if (uploading.IsCompleted)
            Busy(update.Run, uploading = UploadAsync(update, statement));
    }

    /// <inheritdoc />
    public void Withdrawn(SignedStatement statement) => gate.Withdrawn(statement);

    /// <inheritdoc />
    public void Start(RoundOrder order)
    {
        current = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Busy(order.Run, working = WorkAsync(working, order, current.Token));
    }

    /// <inheritdoc />
    public void Stop(RoundOrder order) => current?.Cancel();

    /// <inheritdoc />
    public void Start(ScoreOrder order)
    {
        current = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Busy(order.Run, working = ScoreAsync(working, order, current.Token));
    }

    /// <inheritdoc />
    public void Stop(ScoreOrder order) => current?.Cancel();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await beat.DisposeAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await talking.ConfigureAwait(false);
        mailbox.Post(agent.KeepCopy);
        await mailbox.DisposeAsync().ConfigureAwait(false);
        await working.ConfigureAwait(false);
        await uploading.ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
        await retaining.ConfigureAwait(false);
        gate.Dispose();
        log.Dispose();
        copy.Dispose();
        stop.Dispose();
        purging.Dispose();
    }

    /// <summary>What is done for a study, until it has ended.</summary>
    private void Busy(RunId run, Task task) => busy[run.ProtocolSha256] = Task.WhenAll(busy.GetValueOrDefault(run.ProtocolSha256, Task.CompletedTask), task);

    /// <summary>Lets the agent do something, and tells the gate what is allowed after it.</summary>
    private void Post(Action act) => mailbox.Post(() =>
    {
        act();
        gate.Allow(agent.View);
    });

    /// <summary>What was sent and not answered is sent again.</summary>
    private void TickAnew()
    {
        onTheWay = null;
        agent.Tick();
    }

    private void BeatOnce()
    {
        TickAnew();
        if (renewing.IsCompleted && time.GetUtcNow() >= identity.RenewAt)
            renewing = RenewAsync();
        if (retaining.IsCompleted && time.GetUtcNow() >= nextRetention)
        {
            nextRetention = time.GetUtcNow() + RetentionLook;
            retaining = RetainAsync();
        }
    }

    /// <summary>Purges what has been kept as long as the policy says, and what a purge that was interrupted has left.</summary>
    private async Task RetainAsync()
    {
        try
        {
            var due = await AskAsync(a => Due(a).ToList()).ConfigureAwait(false);
            foreach (var study in due)
            {
                var proof = await PurgeAsync(study, "retention").ConfigureAwait(false);
                foreach (var words in proof.Words)
                    say?.Invoke(words);
            }
        }
        catch (LamellaException fault)
        {
            Fault = fault;
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fault = fault;
        }
    }

    private IEnumerable<string> Due(SiteAgent agent)
    {
        var unfinished = Purges.Unfinished().Select(p => p.Study);
        if (Policy.Retention() is not { } days)
            return unfinished;
        var (traces, now) = (new StudyTraces(copy.Read(0), Site), time.GetUtcNow());
        return unfinished.Union(agent.View.Studies.Values
            .Where(s => s.Protocol.Sites.Any(x => x.Id == Site) && !Purges.Has(s.Study) && PurgeRules.IsDue(days, traces.EndOf(s.Study), now)
                && PurgeRules.WhyNotOver(agent.View, s, Site, now.ToUnixTimeMilliseconds()) is null && purge.HasAny(s.Study))
            .Select(s => s.Study));
    }

    /// <summary>The old certificate holds for as long again, so what fails now is tried again with the next beat.</summary>
    private async Task RenewAsync()
    {
        try
        {
            await gate.RenewAsync(stop.Token).ConfigureAwait(false);
        }
        catch (LamellaException fault)
        {
            Fault = fault;
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>What the gate does not let out stays in the outbox; the next beat tries again.</summary>
    private void SendNow(SignedStatement statement)
    {
        try
        {
            gate.Send(statement);
            onTheWay = gate.IsUp ? statement : null;
        }
        catch (LamellaException fault)
        {
            Fault = fault;
        }
    }

    private void TellAwaited()
    {
        foreach (var (_, done) in awaited.FindAll(a => a.Holds(agent)))
            done.SetResult();
        awaited.RemoveAll(a => a.Done.Task.IsCompleted);
    }

    private async Task TalkAsync()
    {
        try
        {
            await gate.RunAsync(stop.Token).ConfigureAwait(false);
        }
        catch (LamellaException fault) when (fault.Code == ErrorCodes.CallerRefused)
        {
            // Not let in: work on what was ordered stops, and Down has kept the reason.
            mailbox.Post(() => current?.Cancel());
        }
    }

    private async Task WorkAsync(Task before, RoundOrder order, CancellationToken cancellation)
    {
        WorkResult? result = null;
        try
        {
            // One order at a time: the one before has been told to stop.
            await before.ConfigureAwait(false);
            var files = new RoundFiles(
                await FetchAsync(order.Run, order.ModelSha256, cancellation).ConfigureAwait(false),
                order.ControlSha256 is { } control ? await FetchAsync(order.Run, control, cancellation).ConfigureAwait(false) : null,
                order.AggregatesSha256 is { } totals ? await FetchAsync(order.Run, totals, cancellation).ConfigureAwait(false) : null);
            var (update, _) = await work.DoAsync(order, files, step => Post(() => agent.Progressed(order, step.Done, step.Steps)), cancellation).ConfigureAwait(false);
            result = update;
            Sweep(files);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (LamellaException fault)
        {
            Fault = fault;
            result = new WorkCouldNot(fault.Code, Final: fault.Code is not (ErrorCodes.DiskFull or ErrorCodes.BlobCorrupt or ErrorCodes.CallerRefused or ErrorCodes.MessageUnreadable or ErrorCodes.Unreachable or ErrorCodes.WorkerDied or ErrorCodes.CohortChanged));
        }
        catch (Exception fault)
        {
            // Work that never ended would hold the site for ever; the fault's text stays here.
            Fault = fault;
            result = new WorkCouldNot(ErrorCodes.ProgramFault, Final: false);
        }

        Post(() =>
        {
            var before = agent.HeldBack;
            agent.Finished(order, result);
            if (agent.HeldBack != before)
                Fault = agent.HeldBack;
        });
    }

    private async Task ScoreAsync(Task before, ScoreOrder order, CancellationToken cancellation)
    {
        try
        {
            await before.ConfigureAwait(false);
            var files = new RoundFiles(
                await FetchAsync(order.Run, order.ModelSha256, cancellation).ConfigureAwait(false), null, order.AggregatesSha256 is { } totals ? await FetchAsync(order.Run, totals, cancellation).ConfigureAwait(false) : null);
            var protocol = await AskAsync(a => a.View.StudyOf(order.Run).Protocol).ConfigureAwait(false);
            var scores = await ((IHomeScoring)work).ScoreAsync(order.Run, protocol, files.Model, files.Aggregates, cancellation).ConfigureAwait(false);
            Sweep(files);
            Post(() => agent.Scored(order, scores));
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception fault)
        {
            // Tried again after a rest; the fault's text stays here.
            Fault = fault;
            Post(() => agent.ScoringFailed(order));
        }
    }

    private async Task<string> FetchAsync(RunId run, string sha256, CancellationToken cancellation)
    {
        var path = Path.Combine(folder.Inbox, sha256);
        if (!File.Exists(path))
        {
            var protocol = await AskAsync(a => a.View.StudyOf(run).Protocol).ConfigureAwait(false);
            await gate.DownloadAsync(sha256, path + ".part", UpdateLayout.MostModelBytes(protocol), cancellation).ConfigureAwait(false);
            File.Move(path + ".part", path, overwrite: true);
        }

        return path;
    }

    /// <summary>Files of earlier rounds are no longer needed; what is fetched again costs a transfer and no more.</summary>
    private void Sweep(RoundFiles files)
    {
        foreach (var old in Directory.EnumerateFiles(folder.Inbox).Where(f => f != files.Model && f != files.Control && f != files.Aggregates))
            File.Delete(old);
    }

    private async Task UploadAsync(UpdateSubmitted update, SignedStatement statement)
    {
        try
        {
            if (work.FileOf(update) is { } path)
                await gate.UploadAsync(update, path, stop.Token).ConfigureAwait(false);
            Post(() =>
            {
                there.Add(update.Update);
                SendNow(statement);
            });
        }
        catch (OperationCanceledException)
        {
        }
        catch (LamellaException fault)
        {
            // The statement stays in the outbox; the next beat tries again.
            Fault = fault;
        }
        catch (IOException fault)
        {
            Fault = fault;
        }
    }
}
