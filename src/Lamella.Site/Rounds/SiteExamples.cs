using Lamella.Learning.Training;

namespace Lamella.Site.Rounds;

/// <summary>A site's patients as the trainer wants them.</summary>
/// <param name="Train">Training patients.</param>
/// <param name="Holdout">Training patients held out for early stopping; empty without.</param>
public sealed record SiteExamples(IReadOnlyList<Example> Train, IReadOnlyList<Example> Holdout)
{
    /// <summary>Test patients, which no round uses; empty where nobody scores.</summary>
    public IReadOnlyList<Example> Test { get; init; } = [];
}
