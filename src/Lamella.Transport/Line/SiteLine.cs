using System.Net;
using System.Threading.Channels;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;
using Lamella.Transport.Identity;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Line;

/// <summary>
/// A site's one stream to its coordinator, dialled again whenever it ends. What is sent while the line is down is dropped: statements wait in the outbox,
/// and reports are made anew.
/// </summary>
public sealed class SiteLine(SiteIdentity identity, ISiteLineEvents events, TimeProvider time, IWebProxy? proxy = null)
{
    private const int Queued = 256;

    private readonly Backoff backoff = new();
    private ChannelWriter<Wire.SiteFrame>? outgoing;
    private CancellationTokenSource? talk;
    private bool redial;

    /// <summary>The versions of the protocol this end speaks.</summary>
    public ProtocolVersion Speaks { get; init; } = ProtocolVersion.Own;

    /// <summary>Told the bytes of each hello before it goes.</summary>
    public Action<long>? Saying { get; init; }

    /// <summary>Whether the line is up.</summary>
    public bool IsUp => outgoing is not null;

    /// <summary>Bytes of a sign of life on the wire, without framing.</summary>
    public static long SizeOf(SiteReport report) => new Wire.SiteFrame { Report = WireMapping.ToWire(report) }.CalculateSize();

    /// <summary>Bytes of a statement on the wire, without framing.</summary>
    public static long SizeOf(SignedStatement statement) => new Wire.SiteFrame { Statement = WireMapping.ToWire(statement) }.CalculateSize();

    /// <summary>Ends the line and dials again at once, with the certificate as it is now.</summary>
    public void Redial()
    {
        redial = true;
        try
        {
            talk?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is being dialled again anyway.
        }
    }

    /// <summary>Sends a sign of life, if the line is up.</summary>
    public void Send(SiteReport report) => outgoing?.TryWrite(new Wire.SiteFrame { Report = WireMapping.ToWire(report) });

    /// <summary>Sends a statement, if the line is up.</summary>
    public void Send(SignedStatement statement) => outgoing?.TryWrite(new Wire.SiteFrame { Statement = WireMapping.ToWire(statement) });

    /// <summary>Keeps the line up until it is cancelled or the coordinator does not let this site in.</summary>
    /// <exception cref="LamellaException">The site is not let in (<see cref="ErrorCodes.CallerRefused"/>).</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var why = await TalkAsync(cancellation).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested)
                return;
            if (redial)
            {
                redial = false;
                continue;
            }

            events.Down(why);
            if (why.Code == ErrorCodes.CallerRefused)
                throw why;
            try
            {
                await Task.Delay(backoff.Next(), time, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>One line, from its beginning to its end; returns why it ended.</summary>
    private async Task<LamellaException> TalkAsync(CancellationToken cancellation)
    {
        using var channel = HubChannel.Of(identity, proxy);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        talk = end;
        var queue = Channel.CreateBounded<Wire.SiteFrame>(new BoundedChannelOptions(Queued) { SingleReader = true });
        var writing = Task.CompletedTask;
        try
        {
            using var call = new Wire.Federation.FederationClient(channel.Channel).Connect(cancellationToken: end.Token);
            var hello = await HelloAsync().ConfigureAwait(false);
            Saying?.Invoke(hello.CalculateSize());
            await call.RequestStream.WriteAsync(hello, end.Token).ConfigureAwait(false);
            if (!await call.ResponseStream.MoveNext(end.Token).ConfigureAwait(false) || call.ResponseStream.Current.Welcome is not { } welcome)
                return new LamellaException(ErrorCodes.VersionRefused, "The coordinator does not answer as one.", "Compare the versions of both programs.");
            Speaks.Require(welcome.Protocol, welcome.Program);
            writing = WriteAsync(queue.Reader, call.RequestStream, end);
            outgoing = queue.Writer;
            backoff.Reset();
            events.Up();
            while (await call.ResponseStream.MoveNext(end.Token).ConfigureAwait(false))
                Take(call.ResponseStream.Current);
            return new LamellaException(ErrorCodes.Unreachable, $"The coordinator at {identity.Address} has ended the line.", "It is dialled again.");
        }
        catch (RpcException fault)
        {
            return channel.Explain(fault);
        }
        catch (LamellaException fault)
        {
            return fault;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return new LamellaException(ErrorCodes.Unreachable, $"The line to {identity.Address} broke: {e.Message}", "It is dialled again.", e);
        }
        finally
        {
            outgoing = null;
            queue.Writer.TryComplete();
            await end.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }
    }

    private async Task<Wire.SiteFrame> HelloAsync() => new()
    {
        Hello = new Wire.Hello
        {
            Lowest = Speaks.Lowest,
            Highest = Speaks.Highest,
            Program = Speaks.Program,
            Head = WireMapping.ToWire(await events.HeadAsync().ConfigureAwait(false)),
        },
    };

    private static async Task WriteAsync(ChannelReader<Wire.SiteFrame> queue, IClientStreamWriter<Wire.SiteFrame> writer, CancellationTokenSource end)
    {
        try
        {
            await foreach (var frame in queue.ReadAllAsync(end.Token).ConfigureAwait(false))
                await writer.WriteAsync(frame, end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException or InvalidOperationException)
        {
            // The reading side finds out too, and says why.
        }
    }

    private void Take(Wire.HubFrame frame)
    {
        switch (frame.FrameCase)
        {
            case Wire.HubFrame.FrameOneofCase.Entries:
                events.Receive(WireMapping.FromWire(frame.Entries));
                break;
            case Wire.HubFrame.FrameOneofCase.Reply:
                var (number, reply) = WireMapping.FromWire(frame.Reply);
                events.Receive(number, reply);
                break;
            default:
                // A frame of a newer version within the agreed protocol says nothing this end must hear.
                break;
        }
    }
}
