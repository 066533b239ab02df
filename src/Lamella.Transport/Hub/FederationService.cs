using Grpc.Core;
using Lamella.Federation;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>A site's stream at the coordinator: who it is, then frames each way until the line, the certificate or the coordinator ends it.</summary>
internal sealed class FederationService(IHubLines lines, Callers callers, TimeProvider time) : Wire.Federation.FederationBase
{
    public override async Task Connect(IAsyncStreamReader<Wire.SiteFrame> requestStream, IServerStreamWriter<Wire.HubFrame> responseStream, ServerCallContext context)
    {
        var (site, until) = callers.Require(context);
        await using var stream = new SiteStream(site, responseStream, context.CancellationToken);
        using var expiry = time.CreateTimer(_ => stream.Close(Expired()), null, Positive(until - time.GetUtcNow()), Timeout.InfiniteTimeSpan);
        try
        {
            if (!await requestStream.MoveNext(stream.Ended).ConfigureAwait(false) || requestStream.Current.Hello is not { } hello)
                throw WireMapping.Malformed("a stream begins with hello");
            var version = ProtocolVersion.Agree(hello.Lowest, hello.Highest, hello.Program);
            var head = WireMapping.FromWire(hello.Head);
            stream.Write(new Wire.HubFrame { Welcome = new Wire.Welcome { Protocol = version, Program = ProtocolVersion.Program } });
            lines.Attach(stream, head);
            while (await requestStream.MoveNext(stream.Ended).ConfigureAwait(false))
                await TakeAsync(stream, requestStream.Current).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stream.Why is { } why)
        {
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

    private static TimeSpan Positive(TimeSpan span) => span <= TimeSpan.Zero ? TimeSpan.Zero : span > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : span;

    private static LamellaException Expired() => new(ErrorCodes.CallerRefused, "The site's certificate has expired.", "Join again with a new code from the coordinator.");
}
