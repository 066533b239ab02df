using Grpc.Core;
using Lamella.Federation.Ledger;
using Lamella.Federation.Randomness;
using Lamella.Transport.Identity;
using Lamella.Transport.Line;
using Lamella.Transport.Mapping;

namespace Lamella.Testing.Network.Frames;

/// <summary>
/// A site that has joined and throws changed messages at every call of its coordinator, over real sockets. Frame n of a seed is always the same.
/// </summary>
/// <param name="identity">Who it is.</param>
/// <param name="head">Head of the coordinator's ledger, so that hello is answered without the whole of it.</param>
public sealed class FrameThrower(SiteIdentity identity, Func<Head> head) : IDisposable
{
    private const int Calls = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SeedFrames seeds = new(identity);
    private readonly SemaphoreSlim line = new(1);

    /// <summary>Throws frames, several at a time, the calls in turn.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Which.</param>
    /// <param name="lanes">Connections.</param>
    /// <param name="cancellation">Stops between two frames.</param>
    public async Task<FrameTally> ThrowAsync(long count, ulong seed, int lanes, CancellationToken cancellation)
    {
        var tally = new FrameTally();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(
            async () =>
            {
                using var channel = HubChannel.Of(identity);
                var calls = channel.Channel.CreateCallInvoker();
                for (long i = lane; i < count && !cancellation.IsCancellationRequested; i += lanes)
                    await ThrowOneAsync(calls, seed, i, tally).ConfigureAwait(false);
            },
            CancellationToken.None))).ConfigureAwait(false);
        return tally;
    }

    /// <summary>One new connection, one call that is refused, and away without a word.</summary>
    public async Task DialAsync()
    {
        using var channel = HubChannel.Of(identity);
        try
        {
            await Unary(channel.Channel.CreateCallInvoker(), RawCalls.Find, SeedFrames.Find, new CallOptions()).ConfigureAwait(false);
        }
        catch (RpcException fault) when (WireFaults.FromWire(fault) is not null)
        {
            // As it should be.
        }
    }

    /// <inheritdoc />
    public void Dispose() => line.Dispose();

    private async Task ThrowOneAsync(CallInvoker calls, ulong seed, long number, FrameTally tally)
    {
        var random = new RandomStream(seed, "mallory", "hostile-frames", (ulong)number);
        using var patience = new CancellationTokenSource(Patience);
        var options = new CallOptions(cancellationToken: patience.Token);
        var (method, call) = (number % Calls) switch
        {
            0 => (RawCalls.Join, Unary(calls, RawCalls.Join, FrameMutation.Of(seeds.Join, ref random), options)),
            1 => (RawCalls.Renew, Unary(calls, RawCalls.Renew, FrameMutation.Of(seeds.Renew, ref random), options)),
            2 => (RawCalls.Connect, ConnectAsync(calls, random, options)),
            3 => (RawCalls.Download, DownloadAsync(calls, FrameMutation.Of(SeedFrames.Download, ref random), options)),
            4 => (RawCalls.Find, Unary(calls, RawCalls.Find, FrameMutation.Of(SeedFrames.Find, ref random), options)),
            _ => (RawCalls.Upload, UploadAsync(calls, random, options)),
        };
        try
        {
            await call.ConfigureAwait(false);
            tally.Add(method.Name, FrameTally.Answered);
        }
        catch (RpcException fault)
        {
            if (WireFaults.FromWire(fault) is { } told)
                tally.Add(method.Name, told.Code);
            else
                tally.AddWithoutCode(method.Name, $"{fault.Status}");
        }
    }

    private static async Task Unary(CallInvoker calls, Method<byte[], byte[]> method, byte[] frame, CallOptions options)
    {
        using var call = calls.AsyncUnaryCall(method, null, options, frame);
        await call.ResponseAsync.ConfigureAwait(false);
    }

    private static async Task DownloadAsync(CallInvoker calls, byte[] frame, CallOptions options)
    {
        using var call = calls.AsyncServerStreamingCall(RawCalls.Download, null, options, frame);
        while (await call.ResponseStream.MoveNext(options.CancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <summary>The first frame is changed, or a piece behind a good one.</summary>
    private static async Task UploadAsync(CallInvoker calls, RandomStream random, CallOptions options)
    {
        using var call = calls.AsyncClientStreamingCall(RawCalls.Upload, null, options);
        var isFirst = random.NextInt(2) == 0;
        await WriteAsync(call.RequestStream, isFirst ? [FrameMutation.Of(SeedFrames.UploadStart, ref random)] : [SeedFrames.UploadStart, FrameMutation.Of(SeedFrames.UploadPiece, ref random)]).ConfigureAwait(false);
        await call.ResponseAsync.ConfigureAwait(false);
    }

    /// <summary>Hello is changed, or what follows it; one line at a time, for a second one ends the first.</summary>
    private async Task ConnectAsync(CallInvoker calls, RandomStream random, CallOptions options)
    {
        await line.WaitAsync(options.CancellationToken).ConfigureAwait(false);
        try
        {
            var at = head();
            using var call = calls.AsyncDuplexStreamingCall(RawCalls.Connect, null, options);
            var hello = SeedFrames.Hello(at);
            var isHello = random.NextInt(2) == 0;
            var turn = random.NextInt(3);
            await WriteAsync(call.RequestStream, isHello ? [FrameMutation.Of(hello, ref random)] : [hello, FrameMutation.Of(SeedFrames.AfterHello(at, turn), ref random)]).ConfigureAwait(false);
            while (await call.ResponseStream.MoveNext(options.CancellationToken).ConfigureAwait(false))
            {
            }
        }
        finally
        {
            line.Release();
        }
    }

    /// <summary>A call that was refused before all was written says why at its end.</summary>
    private static async Task WriteAsync(IClientStreamWriter<byte[]> writer, byte[][] frames)
    {
        try
        {
            foreach (var frame in frames)
                await writer.WriteAsync(frame).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The answer is read next.
        }
    }
}
