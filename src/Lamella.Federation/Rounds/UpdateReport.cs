using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

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
