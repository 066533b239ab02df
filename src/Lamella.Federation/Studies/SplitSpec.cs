using System.Text.Json.Serialization;

namespace Lamella.Federation.Studies;

/// <summary>How patients are told into train and test; always by patient, never by slide or tile.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ColumnSplit), "column")]
[JsonDerivedType(typeof(SeededSplit), "seeded")]
[JsonDerivedType(typeof(FoldSplit), "folds")]
public abstract record SplitSpec
{
    private protected SplitSpec()
    {
    }
}

/// <summary>A column of the site's table says it (the site's map names column and codes).</summary>
public sealed record ColumnSplit : SplitSpec;

/// <summary>Each site draws its test patients, stratified by outcome class or event.</summary>
/// <param name="TestShare">Share of patients tested on, above 0 and below 1.</param>
/// <param name="Seed">Fixed seed of the draw; null: the run's seed, so every seed has its own split.</param>
public sealed record SeededSplit(double TestShare, ulong? Seed = null) : SplitSpec;

/// <summary>
/// k-fold cross-validation: patients are dealt into k stratified folds by <paramref name="Seed"/>, and the run of seed s is tested on fold
/// s mod k. Seeds 0 to k-1 make one whole cross-validation.
/// </summary>
/// <param name="Folds">Number of folds, at least 2.</param>
/// <param name="Seed">Seed of the deal.</param>
public sealed record FoldSplit(int Folds, ulong Seed) : SplitSpec;
