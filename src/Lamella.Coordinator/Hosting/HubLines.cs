using System.Collections.Concurrent;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;
using Lamella.Federation.Studies;
using Lamella.Transport;
using Lamella.Transport.Hub;

namespace Lamella.Coordinator.Hosting;

/// <summary>The sites' streams and the coordinator behind its mailbox.</summary>
internal sealed class HubLines(Mailbox mailbox) : IHubLines, ISiteLines
{
    private readonly ConcurrentDictionary<SiteId, ISiteStream> streams = [];
    private readonly ConcurrentDictionary<SiteId, string> turnedAway = [];
    private readonly Dictionary<SiteId, SiteReport> reported = [];
    private volatile bool isClosed;

    /// <summary>Set once, before the port opens.</summary>
    public FederationCoordinator Coordinator { get; set; } = null!;

    /// <summary>Sites whose line is up.</summary>
    public IReadOnlyCollection<SiteId> Connected => [.. streams.Keys.Order()];

    public void Attach(ISiteStream stream, Head head)
    {
        if (streams.TryGetValue(stream.Site, out var old) && old != stream)
            old.Close(new LamellaException(ErrorCodes.Unreachable, "The site has dialled again.", "One line is enough."));
        streams[stream.Site] = stream;
        turnedAway.TryRemove(stream.Site, out _);
        if (isClosed)
        {
            stream.Close(Stopping());
            return;
        }

        mailbox.Post(() => Coordinator.Connected(stream.Site, head));
    }

    public void Detach(ISiteStream stream) => streams.TryRemove(new KeyValuePair<SiteId, ISiteStream>(stream.Site, stream));

    public void TurnAway(SiteId site, LamellaException why) => turnedAway[site] = $"{why.Code}: {why.Fault}";

    /// <summary>Why a site was turned away when it last dialled; null when it was not.</summary>
    public string? LastTurnedAway(SiteId site) => turnedAway.GetValueOrDefault(site);

    /// <summary>One report of a site waits at a time, the newest: however fast a site says that it lives, the mailbox does not fill with it.</summary>
    public void Receive(SiteReport report)
    {
        lock (reported)
        {
            var waits = reported.ContainsKey(report.Site);
            reported[report.Site] = report;
            if (waits)
                return;
        }

        mailbox.Post(() =>
        {
            SiteReport? newest;
            lock (reported)
                reported.Remove(report.Site, out newest);
            Coordinator.Receive(newest!);
        });
    }

    public Task<StatementReply> ReceiveAsync(SiteId site, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> signature) =>
        mailbox.AskAsync(() => Coordinator.Receive(site, body, signature));

    public void Send(SiteId site, IReadOnlyList<LedgerEntry> entries) => streams.GetValueOrDefault(site)?.Send(entries);

    /// <summary>A site's identity counts no longer: its line ends now, with the reason.</summary>
    public void Remove(SiteId site, string reason) => streams.GetValueOrDefault(site)?.Close(
        new LamellaException(ErrorCodes.CallerRefused, $"The site is not let in: its identity was revoked: {reason}.", "Join again with a new code from the coordinator."));

    /// <summary>The coordinator is going down; sites dial again, and those that dial at this moment are told the same.</summary>
    public void CloseAll()
    {
        isClosed = true;
        foreach (var stream in streams.Values)
            stream.Close(Stopping());
    }

    private static LamellaException Stopping() => new(ErrorCodes.Unreachable, "The coordinator is being stopped.", "It is dialled again.");
}
