using Lamella.Federation.Studies;

namespace Lamella.Pathology.Bags;

/// <summary>
/// One patient's tiles as features: n rows of d numbers, with where each row lies on the slide. A slide-level embedding is a bag of one row.
/// Immutable; safe to read from several threads.
/// </summary>
public sealed class FeatureBag
{
    /// <summary>A bag; shapes are checked, values are not.</summary>
    /// <param name="patientId">The patient, as text.</param>
    /// <param name="count">Rows n, at least 1.</param>
    /// <param name="features">n * d numbers, row-major; d is the contract's dimension.</param>
    /// <param name="contract">What the features are.</param>
    /// <param name="coordinates">x, y per row in level-0 pixels (n * 2); null when unknown.</param>
    /// <param name="tileLabels">Truth per row, for evidence only; null when there is none.</param>
    /// <param name="slideIndex">Which of <paramref name="slides"/> each row is from; null when the bag is one slide.</param>
    /// <param name="slides">Names of the slides, in the order they were joined.</param>
    /// <param name="sourceSha256">Digest of what the bag was made from, so that making it again can be skipped; empty when unknown.</param>
    public FeatureBag(
        string patientId,
        int count,
        ReadOnlyMemory<float> features,
        FeatureContract contract,
        int[]? coordinates = null,
        byte[]? tileLabels = null,
        int[]? slideIndex = null,
        string[]? slides = null,
        string sourceSha256 = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(patientId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contract.Dimension);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, checked(count * contract.Dimension));
        ArgumentOutOfRangeException.ThrowIfNotEqual(coordinates?.Length ?? count * 2, count * 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tileLabels?.Length ?? count, count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(slideIndex?.Length ?? count, count);
        (PatientId, Count, Features, Contract) = (patientId, count, features, contract);
        (Coordinates, TileLabels, SlideIndex, Slides, SourceSha256) = (coordinates, tileLabels, slideIndex, slides ?? [], sourceSha256);
    }

    /// <summary>The patient, as text.</summary>
    public string PatientId { get; }

    /// <summary>Rows n.</summary>
    public int Count { get; }

    /// <summary>Features per row d.</summary>
    public int Dimension => Contract.Dimension;

    /// <summary>n * d numbers, row-major.</summary>
    public ReadOnlyMemory<float> Features { get; }

    /// <summary>x, y per row in level-0 pixels (n * 2), top-left corner of the tile; null when unknown: trainable, no heatmap.</summary>
    public int[]? Coordinates { get; }

    /// <summary>What the features are.</summary>
    public FeatureContract Contract { get; }

    /// <summary>Truth per row, for evidence only, never for training; null when there is none.</summary>
    public byte[]? TileLabels { get; }

    /// <summary>Which of <see cref="Slides"/> each row is from; null when the bag is one slide.</summary>
    public int[]? SlideIndex { get; }

    /// <summary>Names of the slides, in the order they were joined; empty when not known.</summary>
    public IReadOnlyList<string> Slides { get; }

    /// <summary>Digest of what the bag was made from; empty when unknown.</summary>
    public string SourceSha256 { get; }

    /// <summary>Row <paramref name="tile"/>: d numbers.</summary>
    public ReadOnlySpan<float> Row(int tile) => Features.Span.Slice(tile * Dimension, Dimension);
}
