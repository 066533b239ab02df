using System.Collections.Concurrent;
using Lamella.Coordinator.Operations;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Transport.Hub;

namespace Lamella.Coordinator.Hosting;

/// <summary>Which files a site may have and send: those of rounds it takes part in, models of ended runs that it may score, and no other site's updates.</summary>
internal sealed class HubBlobs(FederationCoordinator coordinator, FileBlobStore blobs, IncomingBlobs incoming, CoordinatorMeters meters, TimeProvider time) : IHubBlobs
{
    private readonly ConcurrentDictionary<RunId, long> mostBytes = [];
    private readonly ConcurrentDictionary<SiteId, string> arrived = [];

    /// <summary>Updates that are here and that no statement may name yet: the last of each site.</summary>
    public IReadOnlyCollection<string> Arrived => [.. arrived.Values];

    /// <summary>A site's statement has named the file it sent: from here on the ledger says whether it is kept.</summary>
    public void Named(SiteId site, string sha256) => arrived.TryRemove(new KeyValuePair<SiteId, string>(site, sha256));

    public Task<Stream> OpenAsync(SiteId site, string sha256)
    {
        var mayRead = RunsOf(site).SelectMany(Published).Concat(ScoredBy(site).SelectMany(ToScore)).Contains(sha256);
        // The site holds what comes against its name; here it would only be hashed once more for each of them.
        return mayRead ? Task.Run(() => blobs.OpenUnchecked(sha256)) : throw NotForSite(site);
    }

    public void Sent(int bytes) => meters.Sent(bytes);

    public Task<(long Length, bool Whole)> FindAsync(SiteId site, string sha256)
    {
        RequireOrder(site);
        return Task.FromResult(blobs.Contains(sha256) ? (0L, true) : (incoming.LengthOf(site.Value, sha256), false));
    }

    public Task<IIncomingUpdate> ReceiveAsync(SiteId site, string sha256, long length)
    {
        var most = RequireOrder(site);
        if (length > most)
            throw new LamellaException(ErrorCodes.UpdateRefused, $"An update of {length} bytes is longer than any that was asked for ({most}).", "The site's program does not fit the study.");
        return Task.Run<IIncomingUpdate>(() => new Incoming(incoming.Open(site.Value, sha256), () => arrived[site] = sha256, meters));
    }

    private static LamellaException NotForSite(SiteId site) => new(ErrorCodes.CallerRefused, $"{site} is not asked for anything with this file.", "Nothing is wrong if a round has just ended.");

    private static IEnumerable<string?> Published(RunState run) => [run.Model, run.Aggregates, run.Current?.Base, .. run.Current?.ServerState ?? [], run.Best?.Model];

    private static IEnumerable<string?> ToScore(RunState run) => [run.Model, run.Aggregates];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs that the site trains in.</summary>
    private IEnumerable<RunState> RunsOf(SiteId site)
    {
        var state = coordinator.State;
        return state.Runs.Values.Where(run => state.StudyOf(run.Run).TrainingSites.Contains(site) && state.StudyOf(run.Run).WhyNot(state.Sites.GetValueOrDefault(site), Now) is null);
    }

    /// <summary>Runs that came to their end in studies whose models the site may score; it need not have trained.</summary>
    private IEnumerable<RunState> ScoredBy(SiteId site)
    {
        var state = coordinator.State;
        return state.Runs.Values.Where(run => run.IsScorable && state.StudyOf(run.Run).WhyNotScore(state.Sites.GetValueOrDefault(site), Now) is null);
    }

    /// <summary>The longest update that the site may send at the moment; late ones too.</summary>
    private long RequireOrder(SiteId site)
    {
        var open = RunsOf(site).Where(run => run.Phase is not (RunPhase.Queued or RunPhase.Ended)).ToList();
        return open.Count > 0 ? open.Max(MostBytes) : throw NotForSite(site);
    }

    private long MostBytes(RunState run) => mostBytes.GetOrAdd(run.Run, id => UpdateLayout.MostBytes(coordinator.State.StudyOf(id).Protocol, id.Strategy));

    private sealed class Incoming(IncomingBlob blob, Action completed, CoordinatorMeters meters) : IIncomingUpdate
    {
        public long Length => blob.Length;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            blob.Write(bytes.Span);
            meters.Received(bytes.Length);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync()
        {
            completed();
            blob.Commit();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            blob.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
