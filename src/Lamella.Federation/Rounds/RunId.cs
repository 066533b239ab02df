using Lamella.Federation.Studies;

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

/// <summary>What the coordinator asks a site to train in a round.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">Round, from 1.</param>
/// <param name="ModelSha256">SHA-256 of the published model file.</param>
/// <param name="TotalRounds">Rounds of the run, for learning-rate schedules.</param>
public sealed record RoundOrder(RunId Run, int Round, string ModelSha256, int TotalRounds);

/// <summary>What a site says about the update it sends. The file itself follows as safetensors.</summary>
/// <param name="Site">The site.</param>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="BaseModelSha256">The model it started from.</param>
/// <param name="UpdateSha256">SHA-256 of the update file.</param>
/// <param name="UpdateBytes">Length of the update file.</param>
/// <param name="Samples">Training patients at the site.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Loss">Mean training loss over the steps.</param>
/// <param name="HoldoutLoss">Loss of the base model on the site's early-stopping patients; null without early stopping.</param>
/// <param name="HoldoutSamples">Number of those patients.</param>
public sealed record UpdateReport(
    SiteId Site, RunId Run, int Round, string BaseModelSha256, string UpdateSha256, long UpdateBytes, long Samples, long Steps, double Loss,
    double? HoldoutLoss = null, long HoldoutSamples = 0);
