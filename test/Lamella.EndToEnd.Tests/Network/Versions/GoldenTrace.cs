namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>A message of the wire contract with fixed content.</summary>
/// <param name="Written">Its bytes, as today's mapping writes them.</param>
/// <param name="Read">What today's mapping reads out of bytes, in words.</param>
/// <param name="Words">What that is to be.</param>
internal sealed record GoldenTrace(Func<byte[]> Written, Func<byte[], string> Read, string Words);
