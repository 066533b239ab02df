namespace Lamella.Federation.Rounds;

/// <summary>What the coordinator asks a site to train in a round.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">Round, from 1.</param>
/// <param name="ModelSha256">SHA-256 of the published model file.</param>
/// <param name="VisitsPerSite">Rounds in which a site is asked over the whole run, for learning-rate schedules.</param>
public sealed record RoundOrder(RunId Run, int Round, string ModelSha256, int VisitsPerSite);
