using Lamella.Pathology.Tiles;

namespace Lamella.Pathology.Bags;

/// <summary>
/// Several slides of a patient as one bag: rows joined in ordinal order of the slides' names. A bag above the cap keeps a seeded draw without
/// replacement, keyed by the patient, in the original order.
/// </summary>
internal static class BagMerge
{
    public static FeatureBag Join(string patient, IReadOnlyList<(string Slide, FeatureBag Bag)> parts)
    {
        if (parts is [var (only, bag)])
            return new FeatureBag(patient, bag.Count, bag.Features, bag.Contract, bag.Coordinates, bag.TileLabels, bag.SlideIndex, Names(only, bag), bag.SourceSha256);
        var count = parts.Sum(part => part.Bag.Count);
        var dimension = parts[0].Bag.Dimension;
        var features = GC.AllocateUninitializedArray<float>(checked(count * dimension));
        var index = new int[count];
        var row = 0;
        for (var slide = 0; slide < parts.Count; slide++)
        {
            parts[slide].Bag.Features.Span.CopyTo(features.AsSpan(row * dimension));
            index.AsSpan(row, parts[slide].Bag.Count).Fill(slide);
            row += parts[slide].Bag.Count;
        }

        return new FeatureBag(
            patient,
            count,
            features,
            parts[0].Bag.Contract,
            Concat(parts, part => part.Coordinates),
            Concat(parts, part => part.TileLabels),
            index,
            [.. parts.Select(part => part.Slide)]);
    }

    public static FeatureBag Cap(FeatureBag bag, int maxTiles, ulong seed)
    {
        if (maxTiles <= 0 || bag.Count <= maxTiles)
            return bag;
        var kept = TileDraw.Choose(bag.PatientId, bag.Count, maxTiles, seed);
        var features = GC.AllocateUninitializedArray<float>(maxTiles * bag.Dimension);
        for (var i = 0; i < maxTiles; i++)
            bag.Row(kept[i]).CopyTo(features.AsSpan(i * bag.Dimension));
        return new FeatureBag(
            bag.PatientId,
            maxTiles,
            features,
            bag.Contract,
            bag.Coordinates is { } xy ? [.. kept.SelectMany(i => new[] { xy[2 * i], xy[(2 * i) + 1] })] : null,
            bag.TileLabels is { } labels ? Array.ConvertAll(kept, i => labels[i]) : null,
            bag.SlideIndex is { } index ? Array.ConvertAll(kept, i => index[i]) : null,
            [.. bag.Slides],
            bag.SourceSha256);
    }

    private static string[] Names(string slide, FeatureBag bag) => bag.Slides.Count > 0 ? [.. bag.Slides] : [slide];

    private static T[]? Concat<T>(IReadOnlyList<(string Slide, FeatureBag Bag)> parts, Func<FeatureBag, T[]?> of) =>
        parts.All(part => of(part.Bag) is not null) ? [.. parts.SelectMany(part => of(part.Bag)!)] : null;
}
