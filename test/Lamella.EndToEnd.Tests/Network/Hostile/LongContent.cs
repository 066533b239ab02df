using System.Buffers.Binary;
using System.Net;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>A message of any length that is never in memory whole, as gRPC frames it.</summary>
internal sealed class LongContent(int bytes) : HttpContent
{
    private static readonly byte[] Piece = new byte[16 << 10];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var head = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), bytes);
        await stream.WriteAsync(head);
        for (var left = bytes; left > 0; left -= Piece.Length)
            await stream.WriteAsync(Piece);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
