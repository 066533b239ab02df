using Grpc.Core;

namespace Lamella.Testing.Network.Frames;

/// <summary>The calls of the wire contract with bytes in the place of messages.</summary>
internal static class RawCalls
{
    private static readonly Marshaller<byte[]> AsIs = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    public static Method<byte[], byte[]> Join { get; } = Of(MethodType.Unary, "Enrolment", "Join");

    public static Method<byte[], byte[]> Renew { get; } = Of(MethodType.Unary, "Enrolment", "Renew");

    public static Method<byte[], byte[]> Connect { get; } = Of(MethodType.DuplexStreaming, "Federation", "Connect");

    public static Method<byte[], byte[]> Download { get; } = Of(MethodType.ServerStreaming, "Blobs", "Download");

    public static Method<byte[], byte[]> Find { get; } = Of(MethodType.Unary, "Blobs", "Find");

    public static Method<byte[], byte[]> Upload { get; } = Of(MethodType.ClientStreaming, "Blobs", "Upload");

    private static Method<byte[], byte[]> Of(MethodType type, string service, string name) => new(type, $"lamella.v1.{service}", name, AsIs, AsIs);
}
