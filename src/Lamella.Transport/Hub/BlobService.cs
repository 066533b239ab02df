using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>Blobs in pieces, from where the last attempt ended.</summary>
internal sealed class BlobService(IHubBlobs blobs, Callers callers) : Wire.Blobs.BlobsBase
{
    /// <summary>Bytes of a piece: large enough to be cheap, small enough to take turns on a slow line.</summary>
    public const int PieceBytes = 256 << 10;

    public override async Task Download(Wire.DownloadRequest request, IServerStreamWriter<Wire.Chunk> responseStream, ServerCallContext context)
    {
        using var guard = callers.Watch(context);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            await using var file = await blobs.OpenAsync(guard.Site, WireMapping.HashFromWire(request.Blob)).ConfigureAwait(false);
            if (request.Offset < 0 || request.Offset > file.Length)
                throw WireMapping.Malformed("an offset lies outside the file");
            file.Position = request.Offset;
            for (int count; (count = await file.ReadAsync(buffer.AsMemory(0, PieceBytes), guard.Ended).ConfigureAwait(false)) > 0;)
            {
                // The message is on its way when the call returns, so the buffer may be used again.
                await responseStream.WriteAsync(new Wire.Chunk { Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)) }, guard.Ended).ConfigureAwait(false);
                blobs.Sent(count);
            }
        }
        catch (OperationCanceledException) when (guard.Why is { } why)
        {
            throw WireFaults.ToWire(why);
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override async Task<Wire.FindReply> Find(Wire.FindRequest request, ServerCallContext context)
    {
        var site = callers.Require(context);
        try
        {
            var (length, whole) = await blobs.FindAsync(site, WireMapping.HashFromWire(request.Blob)).ConfigureAwait(false);
            return new Wire.FindReply { Length = length, Whole = whole };
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
    }

    public override async Task<Wire.UploadReply> Upload(IAsyncStreamReader<Wire.UploadFrame> requestStream, ServerCallContext context)
    {
        using var guard = callers.Watch(context);
        try
        {
            if (!await requestStream.NextAsync(guard.Ended).ConfigureAwait(false) || requestStream.Current.Start is not { Length: >= 0 } start)
                throw WireMapping.Malformed("an upload begins with what it is");
            await using var update = await blobs.ReceiveAsync(guard.Site, WireMapping.HashFromWire(start.Blob), start.Length).ConfigureAwait(false);
            if (start.Offset != update.Length)
                throw WireMapping.Malformed($"an upload goes on at {update.Length}, not at {start.Offset}");
            while (await requestStream.NextAsync(guard.Ended).ConfigureAwait(false))
            {
                var piece = requestStream.Current.Data.Memory;
                if (update.Length + piece.Length > start.Length)
                    throw WireMapping.Malformed("an upload is longer than it said");
                await update.WriteAsync(piece).ConfigureAwait(false);
            }

            if (update.Length == start.Length)
                await update.CompleteAsync().ConfigureAwait(false);
            return new Wire.UploadReply { Length = update.Length };
        }
        catch (OperationCanceledException) when (guard.Why is { } why)
        {
            throw WireFaults.ToWire(why);
        }
        catch (LamellaException fault)
        {
            throw WireFaults.ToWire(fault);
        }
    }
}
