using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Transport.Hub;
using Lamella.Transport.Identity;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Line;

/// <summary>
/// Moves blobs over a connection of its own. A cut line is dialled again and the transfer goes on at the byte where it stopped, for as long as it takes.
/// </summary>
public sealed class BlobTransfer : IDisposable
{
    private readonly SiteIdentity identity;
    private readonly TimeProvider time;
    private readonly IWebProxy? proxy;
    private readonly Lock gate = new();
    private HubChannel channel;
    private string dialledWith;

    /// <summary>Opens nothing yet.</summary>
    public BlobTransfer(SiteIdentity identity, TimeProvider time, IWebProxy? proxy = null)
    {
        (this.identity, this.time, this.proxy) = (identity, time, proxy);
        (channel, dialledWith) = (HubChannel.Of(identity, proxy), identity.Certificate.Thumbprint);
    }

    /// <summary>Told the bytes of each question before it goes.</summary>
    public Action<long>? Asking { get; init; }

    /// <summary>Bytes a second that a file may take of the line, either way, as allowed at the moment; null: what the line gives.</summary>
    public Func<long?> Rate { get; init; } = () => null;

    /// <summary>Gets a blob into a file; what is in the file already is kept, and the whole is held against the name.</summary>
    /// <param name="sha256">The blob.</param>
    /// <param name="path">The file.</param>
    /// <param name="most">Longest file that is taken, bytes: no coordinator can fill a site's disk.</param>
    /// <param name="cancellation">Stops; what came stays in the file for the next attempt.</param>
    /// <exception cref="LamellaException">The coordinator does not give it, or gave other bytes.</exception>
    public async Task DownloadAsync(string sha256, string path, long most, CancellationToken cancellation)
    {
        // Hashed as it comes: a large model is not read again.
        var isTooLong = false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
        {
            var piece = new byte[BlobService.PieceBytes];
            for (int count; (count = file.Read(piece)) > 0;)
                hash.AppendData(piece, 0, count);
            var pace = new Pace(Rate, time);
            await TryUntilDoneAsync(
                async () =>
                {
                    var request = new Wire.DownloadRequest { Blob = WireMapping.HashToWire(sha256), Offset = file.Length };
                    Asking?.Invoke(request.CalculateSize());
                    using var call = Client().Download(request, cancellationToken: cancellation);
                    while (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
                    {
                        if (isTooLong = file.Length + call.ResponseStream.Current.Data.Length > most)
                            return;
                        file.Write(call.ResponseStream.Current.Data.Span);
                        hash.AppendData(call.ResponseStream.Current.Data.Span);
                        await pace.AfterAsync(call.ResponseStream.Current.Data.Length, cancellation).ConfigureAwait(false);
                    }
                },
                () => file.Length,
                cancellation).ConfigureAwait(false);
        }

        if (!isTooLong && Convert.ToHexStringLower(hash.GetHashAndReset()) == sha256)
            return;
        File.Delete(path);
        if (isTooLong)
            throw new LamellaException(ErrorCodes.BlobCorrupt, $"Blob {sha256} is longer than the {most} bytes that a file of its study can have.", "Nothing of it is kept. Ask the coordinator's people what they sent.");
        throw new LamellaException(ErrorCodes.BlobCorrupt, $"What came for blob {sha256} has another hash.", "It is fetched again.");
    }

    /// <summary>Sends a file as a blob; what the coordinator has of it is not sent again.</summary>
    /// <param name="sha256">The blob.</param>
    /// <param name="path">The file.</param>
    /// <param name="leaving">Told, before each attempt, from which byte on the file is sent.</param>
    /// <param name="piece">Told before each piece goes; what it throws ends the sending.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="LamellaException">The coordinator does not take it.</exception>
    public async Task UploadAsync(string sha256, string path, Action<long> leaving, Action piece, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var there = 0L;
        var pace = new Pace(Rate, time);
        await TryUntilDoneAsync(
            async () =>
            {
                var client = Client();
                var request = new Wire.FindRequest { Blob = WireMapping.HashToWire(sha256) };
                Asking?.Invoke(request.CalculateSize());
                var found = await client.FindAsync(request, cancellationToken: cancellation).ConfigureAwait(false);
                if (found.Whole)
                    return;
                leaving(found.Length);
                there = file.Seek(found.Length, SeekOrigin.Begin);
                using var call = client.Upload(cancellationToken: cancellation);
                await call.RequestStream.WriteAsync(
                    new Wire.UploadFrame { Start = new Wire.UploadStart { Blob = WireMapping.HashToWire(sha256), Offset = there, Length = file.Length } }, cancellation).ConfigureAwait(false);
                var buffer = new byte[BlobService.PieceBytes];
                for (int count; (count = await file.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
                {
                    piece();
                    await call.RequestStream.WriteAsync(new Wire.UploadFrame { Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)) }, cancellation).ConfigureAwait(false);
                    there += count;
                    await pace.AfterAsync(count, cancellation).ConfigureAwait(false);
                }

                await call.RequestStream.CompleteAsync().ConfigureAwait(false);
                await call.ResponseAsync.ConfigureAwait(false);
            },
            () => there,
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => channel.Dispose();

    /// <summary>A connection with the certificate as it is now: after a renewal the old one is left.</summary>
    private Wire.Blobs.BlobsClient Client()
    {
        lock (gate)
        {
            if (identity.Certificate.Thumbprint is var now && now != dialledWith)
            {
                channel.Dispose();
                (channel, dialledWith) = (HubChannel.Of(identity, proxy), now);
            }

            return new Wire.Blobs.BlobsClient(channel.Channel);
        }
    }

    /// <summary>Whether a connection has ended under a write, which HTTP/2 tells in one of two ways; a disk that fails tells neither.</summary>
    private static bool IsOfTheConnection(Exception fault) =>
        fault is HttpRequestException or IOException { InnerException: IOException or SocketException or HttpProtocolException };

    /// <summary>Tries again when the line breaks; an attempt that got on makes the next pause short.</summary>
    private async Task TryUntilDoneAsync(Func<Task> attempt, Func<long> got, CancellationToken cancellation)
    {
        var backoff = new Backoff();
        var wasClosed = false;
        while (true)
        {
            var before = got();
            try
            {
                await attempt().ConfigureAwait(false);
                return;
            }
            catch (RpcException fault) when (!cancellation.IsCancellationRequested)
            {
                var why = channel.Explain(fault);
                if (!HubChannel.IsOfTheLine(why) && why.Code != ErrorCodes.ProgramFault)
                    throw why;
                if (got() > before)
                    backoff.Reset();
                await Task.Delay(backoff.Next(), time, cancellation).ConfigureAwait(false);
            }
            catch (RpcException)
            {
                throw new OperationCanceledException(cancellation);
            }
            catch (Exception fault) when (IsOfTheConnection(fault) && !cancellation.IsCancellationRequested)
            {
                // A connection that closes while a piece is being written ends the write and not the call: the first time it is dialled again at once.
                if (got() > before)
                    backoff.Reset();
                if (wasClosed)
                    await Task.Delay(backoff.Next(), time, cancellation).ConfigureAwait(false);
                wasClosed = true;
            }
            catch (Exception fault) when (IsOfTheConnection(fault))
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }
}
