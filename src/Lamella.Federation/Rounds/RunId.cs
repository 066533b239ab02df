namespace Lamella.Federation.Rounds;

/// <summary>One federated run: a strategy of a study under a seed.</summary>
/// <param name="ProtocolSha256">Hash of the protocol.</param>
/// <param name="Strategy">Name of the strategy.</param>
/// <param name="Seed">Seed of the run.</param>
public readonly record struct RunId(string ProtocolSha256, string Strategy, ulong Seed)
{
    /// <inheritdoc />
    public override string ToString() => $"{ProtocolSha256[..12]}/{Strategy}/{Seed}";
}
