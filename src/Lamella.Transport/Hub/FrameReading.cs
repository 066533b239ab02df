using Google.Protobuf;
using Grpc.Core;
using Lamella.Transport.Mapping;

namespace Lamella.Transport.Hub;

/// <summary>Reads the frames of a stream; bytes that are none are the sender's fault and not the program's.</summary>
internal static class FrameReading
{
    /// <summary>The next frame is there; false at the end.</summary>
    public static async Task<bool> NextAsync<T>(this IAsyncStreamReader<T> frames, CancellationToken cancellation)
    {
        try
        {
            return await frames.MoveNext(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or IOException or InvalidDataException)
        {
            throw WireFaults.ToWire(WireMapping.Malformed("it is none of the protocol"));
        }
    }
}
