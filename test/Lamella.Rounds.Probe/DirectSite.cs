using System.Collections.Immutable;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site;
using Lamella.Site.Ledger;
using Lamella.Storage.Events;

namespace Lamella.Rounds.Probe;

/// <summary>A site of a <see cref="DirectFederation"/>: the production agent on its own copy of the ledger and outbox, in a folder.</summary>
internal sealed class DirectSite : ISiteWork, ICoordinatorLine, IDisposable
{
    private readonly SiteId site;
    private readonly int samples;
    private readonly DirectFederation federation;
    private readonly ITrainer trainer;
    private readonly DurableWrites writes;
    private readonly CountedEventStore copy;
    private readonly SiteAgent agent;
    private readonly Dictionary<string, string> updates = new(StringComparer.Ordinal);

    public DirectSite(SiteId site, int samples, string folder, DirectFederation federation, ITrainer trainer, DurableWrites writes)
    {
        (this.site, this.samples, this.federation, this.trainer, this.writes) = (site, samples, federation, trainer, writes);
        copy = new CountedEventStore(new SqliteEventStore(Path.Combine(folder, "ledger.db")), writes);
        agent = new SiteAgent(new SiteSetup
        {
            Site = site,
            Signer = SimulatedSignatures.SignerOf(site.Value),
            Coordinator = LedgerOwner.Of(SimulatedSignatures.Scheme, SimulatedSignatures.SignerOf("coordinator")),
            Copy = copy,
            Outbox = new CountedOutbox(new FileOutbox(Path.Combine(folder, "outbox")), writes),
            Work = this,
            Line = this,
            Time = TimeProvider.System,
        });
    }

    public Head Head => agent.Head;

    public void Receive(IReadOnlyList<LedgerEntry> entries)
    {
        agent.Receive(entries);
        if (agent.Stopped is { } stopped)
            throw stopped;
    }

    /// <summary>Approves the study, if it has not.</summary>
    public void Begin(string study, string purpose, ImmutableArray<string> metrics)
    {
        if (!agent.View.Studies[study].Answers.ContainsKey(site))
            agent.Approve(study, purpose, metrics, purpose, purpose, null, samples, samples);
        agent.Tick();
    }

    public void Start(RoundOrder order) => federation.Post(() =>
    {
        using var model = federation.Blobs.OpenRead(order.ModelSha256);
        var (made, path) = trainer.Train(order, model);
        writes.Written();
        updates[made.Update] = path;
        agent.Finished(order, made);
    });

    public void Stop(RoundOrder order) => throw new InvalidOperationException("Nobody stops work here.");

    public void Send(SiteReport report) => federation.Post(() => federation.Coordinator.Receive(report));

    public void Send(SignedStatement statement) => federation.Post(() =>
    {
        var update = (statement.Statement as UpdateSubmitted)?.Update;
        if (update is not null && !federation.Blobs.Contains(update))
            Upload(update);
        var reply = federation.Coordinator.Receive(site, statement.Body.AsMemory(), statement.Signature.AsMemory());
        if (reply.Kind == StatementReplyKind.Refused)
            throw new InvalidOperationException(reply.Reason);
        if (update is not null)
            federation.Incoming.Remove(update);
    });

    public void Dispose()
    {
        trainer.Dispose();
        agent.KeepCopy();
        copy.Dispose();
    }

    private void Upload(string update)
    {
        federation.Incoming.Add(update);
        using var writer = federation.Blobs.Create();
        using (var file = File.OpenRead(updates.TryGetValue(update, out var path) ? path : trainer.Find(update)))
            file.CopyTo(writer);
        writer.Commit();
    }
}
