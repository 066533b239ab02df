using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site;
using Lamella.Site.Rounds;
using Lamella.Simulation.Faults.Disks;

namespace Lamella.Simulation.Federations;

/// <summary>
/// A site of an <see cref="InProcessFederation"/>: the production agent, a copy of the ledger in memory (the file is next door), training on a thread.
/// </summary>
internal sealed class InProcessSite : ISiteWork, ICoordinatorLine
{
    private readonly SiteId site;
    private readonly InProcessFederation federation;
    private readonly ISiteHandlers handlers;
    private readonly CancellationToken stop;
    private readonly Dictionary<string, string> updates = new(StringComparer.Ordinal);
    private Task work = Task.CompletedTask;
    private CancellationTokenSource? working;

    public InProcessSite(SiteId site, InProcessFederation federation, ISiteHandlers handlers, TimeProvider time, CancellationToken stop)
    {
        (this.site, this.federation, this.handlers, this.stop) = (site, federation, handlers, stop);
        var memory = new SimulatedDisk();
        Agent = new SiteAgent(new SiteSetup
        {
            Site = site,
            Signer = SimulatedSignatures.SignerOf(site.Value),
            Coordinator = LedgerOwner.Of(SimulatedSignatures.Scheme, SimulatedSignatures.SignerOf("coordinator")),
            Copy = new DiskEventStore(memory),
            Outbox = new DiskOutbox(memory),
            Work = this,
            Line = this,
            Time = time,
        });
    }

    /// <summary>The agent; touched in the federation's queue only.</summary>
    public SiteAgent Agent { get; }

    /// <summary>Until nothing is at work.</summary>
    public Task IdleAsync() => work;

    public void Start(RoundOrder order)
    {
        working = CancellationTokenSource.CreateLinkedTokenSource(stop);
        work = WorkAsync(order, working.Token);
    }

    public void Stop(RoundOrder order) => working?.Cancel();

    public void Send(SiteReport report)
    {
    }

    public void Send(SignedStatement statement) => federation.Post(() =>
    {
        if (statement.Statement is UpdateSubmitted update && !federation.Blobs.Contains(update.Update) && updates.TryGetValue(update.Update, out var path))
            Upload(update.Update, path);
        var reply = federation.Coordinator.Receive(site, statement.Body.AsMemory(), statement.Signature.AsMemory());
        if (statement.Statement is UpdateSubmitted { Update: var sent } && reply.Kind == StatementReplyKind.Taken)
            federation.Arrived(sent);
        if (reply.Kind == StatementReplyKind.Refused)
            federation.Break(new LamellaException(reply.Code, $"{site}: {reply.Reason}", "This is a fault of the program; please report it."));
    });

    private void Upload(string name, string path)
    {
        federation.Incoming(name);
        using var writer = federation.Blobs.Create();
        using (var file = File.OpenRead(path))
            file.CopyTo(writer);
        writer.Commit();
    }

    private async Task WorkAsync(RoundOrder order, CancellationToken cancellation)
    {
        try
        {
            using (await handlers.EnterAsync(cancellation).ConfigureAwait(false))
            {
                var (made, path) = await Task.Run(() => Handle(order, cancellation), cancellation).ConfigureAwait(false);
                federation.Post(() =>
                {
                    updates[made.Update] = path;
                    Agent.Finished(order, made);
                });
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (LamellaException fault) when (fault.Code != ErrorCodes.DiskFull)
        {
            handlers.Failed(order.Run, site, fault.Message);
            federation.Post(() => Agent.Finished(order, new WorkCouldNot(fault.Code, Final: true)));
        }
        catch (Exception fault)
        {
            federation.Break(fault);
        }
    }

    private (UpdateMade Update, string Path) Handle(RoundOrder order, CancellationToken cancellation)
    {
        using var model = federation.Blobs.OpenRead(order.ModelSha256);
        using var control = order.ControlSha256 is null ? null : federation.Blobs.OpenRead(order.ControlSha256);
        using var totals = order.AggregatesSha256 is null ? null : federation.Blobs.OpenRead(order.AggregatesSha256);
        return handlers.HandlerOf(order.Run, site).Handle(order, new RoundInputs(model, control, totals), step => handlers.Stepped(order.Run, site, step.Done, step.Steps), cancellation);
    }
}
