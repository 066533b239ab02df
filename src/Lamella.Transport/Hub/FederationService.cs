using Grpc.Core;
using Lamella.Federation;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>A site's stream at the coordinator: who it is, then frames each way until the line, the certificate or the coordinator ends it.</summary>
internal sealed class FederationService(IHubLines lines, Callers callers, ProtocolVersion speaks, TimeProvider time) : Wire.Federation.FederationBase
{
    /// <summary>How long a stream may be open without a word of who it is.</summary>
    private static readonly TimeSpan HelloWait = TimeSpan.FromSeconds(20);

    public override async Task Connect(IAsyncStreamReader<Wire.SiteFrame> requestStream, IServerStreamWriter<Wire.HubFrame> responseStream, ServerCallContext context)
    {
        var site = callers.Require(context);
        await using var stream = new SiteStream(site, responseStream, time, context.CancellationToken);
        using var guard = callers.Watch(context, stream.Close);
        try
        {
            var hello = await HelloAsync(stream, requestStream).ConfigureAwait(false);
            var version = speaks.Agree(hello.Lowest, hello.Highest, hello.Program);
            var head = WireMapping.FromWire(hello.Head);
            stream.Write(new Wire.HubFrame { Welcome = new Wire.Welcome { Protocol = version, Program = speaks.Program } });
            lines.Attach(stream, head);
            while (await requestStream.NextAsync(stream.Ended).ConfigureAwait(false))
                await TakeAsync(stream, requestStream.Current).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stream.Why is { } why)
        {
            if (why.Code != ErrorCodes.Unreachable)
                lines.TurnAway(site, why);
            throw WireFaults.ToWire(why);
        }
        catch (LamellaException fault)
        {
            lines.TurnAway(site, fault);
            throw WireFaults.ToWire(fault);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The line is down; the site dials again.
        }
        finally
        {
            lines.Detach(stream);
        }
    }

    private async Task<Wire.Hello> HelloAsync(SiteStream stream, IAsyncStreamReader<Wire.SiteFrame> frames)
    {
        var late = WireMapping.Malformed("a stream begins with hello");
        await using var patience = time.CreateTimer(_ => stream.Close(late), null, HelloWait, Timeout.InfiniteTimeSpan);
        return await frames.NextAsync(stream.Ended).ConfigureAwait(false) && frames.Current.Hello is { } hello ? hello : throw late;
    }

    private async Task TakeAsync(SiteStream stream, Wire.SiteFrame frame)
    {
        switch (frame.FrameCase)
        {
            case Wire.SiteFrame.FrameOneofCase.Report:
                lines.Receive(WireMapping.FromWire(stream.Site, frame.Report));
                break;
            case Wire.SiteFrame.FrameOneofCase.Statement:
                var reply = await lines.ReceiveAsync(stream.Site, frame.Statement.Body.Memory, frame.Statement.Signature.Memory).ConfigureAwait(false);
                stream.Write(new Wire.HubFrame { Reply = WireMapping.ToWire(frame.Statement.Number, reply) });
                break;
            case Wire.SiteFrame.FrameOneofCase.Hello:
                throw WireMapping.Malformed("hello comes once");
            default:
                // A frame of a newer version within the agreed protocol says nothing this end must hear.
                break;
        }
    }
}
