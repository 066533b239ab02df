using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Lamella.Testing.Network;

/// <summary>A TCP relay on loopback between a site and its coordinator: counts what passes, and makes the line as slow, long and fragile as a test wants.</summary>
public sealed class ShapedRelay : IAsyncDisposable
{
    private const int Packet = 1400 * 3;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Socket, Socket> open = [];
    private readonly LineShape shape;
    private readonly Pace up;
    private readonly Pace down;
    private readonly Stall stall = new();
    private readonly Task accepting;
    private readonly ITimer? cutter;
    private long bytesUp, bytesDown;
    private int connections, cuts;

    /// <param name="shape">How the line behaves.</param>
    public ShapedRelay(LineShape shape)
    {
        (this.shape, up, down) = (shape, new Pace(shape.BytesPerSecond), new Pace(shape.BytesPerSecond));
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
        if (shape.CutEvery > TimeSpan.Zero)
            cutter = TimeProvider.System.CreateTimer(_ => Cut(), null, shape.CutEvery, shape.CutEvery);
    }

    /// <summary>Where sites dial.</summary>
    public int Port { get; }

    /// <summary>Where the coordinator listens; set before the first connection.</summary>
    public int Target { get; set; }

    /// <summary>Bytes that went from sites to the coordinator, with TLS and all.</summary>
    public long BytesUp => Interlocked.Read(ref bytesUp);

    /// <summary>Bytes that went from the coordinator to sites.</summary>
    public long BytesDown => Interlocked.Read(ref bytesDown);

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Times that connections were cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Stops the line when so many bytes have passed one way from now on, until <see cref="Open"/>; done when it has.</summary>
    public Task StallAfter(long bytes, bool up) => stall.After(bytes, up);

    /// <summary>Lets everything pass again.</summary>
    public void Open() => stall.Open();

    /// <summary>Ends all connections without a word.</summary>
    public void Cut()
    {
        if (!open.IsEmpty)
            Interlocked.Increment(ref cuts);
        foreach (var (site, hub) in open)
        {
            site.Close(0);
            hub.Close(0);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (cutter is not null)
            await cutter.DisposeAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        listener.Stop();
        Cut();
        await accepting.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptSocketAsync(stop.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay is over.
        }
    }

    private async Task RelayAsync(Socket site)
    {
        Interlocked.Increment(ref connections);
        using var hub = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (site)
        {
            site.NoDelay = true;
            open[site] = hub;
            try
            {
                await hub.ConnectAsync(IPAddress.Loopback, Target, stop.Token).ConfigureAwait(false);
                await Task.WhenAny(
                    PumpAsync(site, hub, isUp: true, n => Interlocked.Add(ref bytesUp, n)), PumpAsync(hub, site, isUp: false, n => Interlocked.Add(ref bytesDown, n))).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // It was cut, or nobody listens.
            }
            finally
            {
                open.TryRemove(site, out _);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isUp, Action<long> count)
    {
        // What is on the line is bounded by rate times delay; without a delay nothing is.
        var line = Channel.CreateBounded<(long Due, byte[] Bytes)>(1024);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var arriving = ArriveAsync(line.Reader, to, end.Token);
        try
        {
            var buffer = new byte[Packet];
            for (int got; (got = await from.ReceiveAsync(buffer, SocketFlags.None, end.Token).ConfigureAwait(false)) > 0;)
            {
                await (isUp ? up : down).TakeAsync(got, end.Token).ConfigureAwait(false);
                await stall.PassAsync(got, isUp).WaitAsync(end.Token).ConfigureAwait(false);
                count(got);
                await line.Writer.WriteAsync((TimeProvider.System.GetTimestamp(), buffer[..got]), end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was cut.
        }

        line.Writer.TryComplete();
        await arriving.ConfigureAwait(false);
    }

    private async Task ArriveAsync(ChannelReader<(long Sent, byte[] Bytes)> line, Socket to, CancellationToken cancellation)
    {
        try
        {
            await foreach (var (sent, bytes) in line.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                if (shape.Delay - TimeProvider.System.GetElapsedTime(sent) is { Ticks: > 0 } wait)
                    await Task.Delay(wait, TimeProvider.System, cancellation).ConfigureAwait(false);
                await to.SendAsync(bytes, SocketFlags.None, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was cut.
        }
    }
}
