using System.Threading.Channels;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Studies;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>What goes out on a site's stream: a short queue and one writer.</summary>
internal sealed class SiteStream : ISiteStream, IAsyncDisposable
{
    private const int Queued = 64;

    /// <summary>How long a write that is under way may take once the stream is over: cut off in the middle, it would take the reason with it.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(2);

    private readonly Channel<Wire.HubFrame> queue = Channel.CreateBounded<Wire.HubFrame>(new BoundedChannelOptions(Queued) { SingleReader = true });
    private readonly CancellationTokenSource end;
    private readonly IServerStreamWriter<Wire.HubFrame> writer;
    private readonly CancellationTokenSource cut;
    private readonly TimeProvider time;
    private readonly Task writing;

    public SiteStream(SiteId site, IServerStreamWriter<Wire.HubFrame> writer, TimeProvider time, CancellationToken line)
    {
        (Site, this.writer, this.time) = (site, writer, time);
        cut = CancellationTokenSource.CreateLinkedTokenSource(line);
        end = CancellationTokenSource.CreateLinkedTokenSource(line);
        Ended = end.Token;
        writing = WriteAsync();
    }

    public SiteId Site { get; }

    /// <summary>Cancelled when the stream is over.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why this end closed it; null when it did not.</summary>
    public LamellaException? Why { get; private set; }

    public void Send(IReadOnlyList<LedgerEntry> entries) => Write(new Wire.HubFrame { Entries = WireMapping.ToWire(entries) });

    /// <summary>Queues a frame, or drops it where the line does not keep up.</summary>
    public void Write(Wire.HubFrame frame) => queue.Writer.TryWrite(frame);

    public void Close(LamellaException why)
    {
        Why ??= why;
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was over already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await end.CancelAsync().ConfigureAwait(false);
        if (!writing.IsCompleted)
            await Task.WhenAny(writing, Task.Delay(LastWrite, time, cut.Token)).ConfigureAwait(false);
        await cut.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        end.Dispose();
        cut.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in queue.Reader.ReadAllAsync(Ended).ConfigureAwait(false))
                await writer.WriteAsync(frame, cut.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException or RpcException)
        {
            // The line is down; what was queued is sent again when the site's next report shows what it lacks.
            await end.CancelAsync().ConfigureAwait(false);
        }
    }
}
