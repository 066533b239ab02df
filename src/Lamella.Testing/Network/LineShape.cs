namespace Lamella.Testing.Network;

/// <summary>How a relayed line behaves. The default neither slows nor cuts.</summary>
public sealed record LineShape
{
    /// <summary>Most bytes a second each way, over all connections; 0: no bound.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>How long each byte is on its way; a round trip takes twice that.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How often all connections are cut without a word; zero: never.</summary>
    public TimeSpan CutEvery { get; init; }
}
