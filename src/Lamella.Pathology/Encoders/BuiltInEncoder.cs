using Lamella.Federation.Studies;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// Colour and texture of separated stains, 64 numbers a tile; no download, no model file. A tile is first averaged down by a whole number
/// k = max(1, round(1 / um/px)), so small that at least 32 px a side stay (<see cref="TileReduction"/>): texture is measured near 1 um/px whatever the
/// tile's resolution; where that is not known (0), k = 1. Then, in this order: mean and sd of the optical density of red, green, blue (6); for haematoxylin
/// and for eosin mean, sd, skewness, quantiles 5/25/50/75/95 % (16); mean and sd of the residual (2); correlation of the two stains, share of tissue
/// (density summed over channels above 460/1,024, about .45) (2); mean and sd of the gradient for both stains (4); local binary patterns of both (20);
/// co-occurrence of haematoxylin at 1 and 3 px (8); sd of block means of 4, 8, 16 px for both (6). Each is then centred and scaled by a fixed constant
/// (<see cref="BuiltInScaling"/>) and clamped to [-8, 8], so that heads can train on it as it is. Densities are whole numbers of 1/1,024
/// (<see cref="FixedPlane"/>) and every sum over pixels is one of whole numbers: a tile gives the same bits on any x64 processor.
/// </summary>
/// <remarks>One instance is for one thread at a time and allocates nothing per tile; several threads take an instance each, which share nothing they write.</remarks>
public sealed class BuiltInEncoder : ITileEncoder
{
    /// <summary>The encoder's identity in a contract; any change of a formula or constant makes a new one.</summary>
    public const string Id = "builtin:stain-texture:2";

    /// <summary>Features per tile.</summary>
    public const int Features = 64;

    private const short TissueDensity = 460;
    private readonly TileReduction reduction;
    private readonly StainSeparation stains;
    private readonly PlaneStatistics statistics;
    private readonly PlaneTexture texture;
    private readonly double[] raw = new double[Features];

    /// <summary>An encoder for square tiles.</summary>
    /// <param name="tileSize">Side in pixels, at least 32.</param>
    /// <param name="micronsPerPixel">um/px of the tiles; 0 when not known.</param>
    public BuiltInEncoder(int tileSize, double micronsPerPixel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, TileReduction.LeastSide);
        reduction = new TileReduction(tileSize, micronsPerPixel);
        stains = new StainSeparation(reduction.Side);
        statistics = new PlaneStatistics(reduction.Side);
        texture = new PlaneTexture(reduction.Side);
        InputSize = tileSize;
        Contract = new FeatureContract
        {
            EncoderSha256 = Id,
            MicronsPerPixel = micronsPerPixel,
            TileSize = tileSize,
            Preprocessing = $"rgb 0..255, {Tiles.TileDecoder.PaddingRule}",
            Dimension = Features,
        };
    }

    /// <inheritdoc />
    public FeatureContract Contract { get; }

    /// <inheritdoc />
    public int Dimension => Features;

    /// <inheritdoc />
    public int InputSize { get; }

    /// <inheritdoc />
    public int Batch => 16;

    /// <inheritdoc />
    public void Encode(ReadOnlySpan<byte> rgb, Span<float> features)
    {
        var bytes = InputSize * InputSize * 3;
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length * bytes, rgb.Length * Features);
        for (var tile = 0; tile * bytes < rgb.Length; tile++)
        {
            Describe(rgb.Slice(tile * bytes, bytes), raw);
            var into = features.Slice(tile * Features, Features);
            for (var i = 0; i < Features; i++)
                into[i] = (float)Math.Clamp((raw[i] - BuiltInScaling.Centre[i]) / BuiltInScaling.Scale[i], -8, 8);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    /// <summary>The 64 statistics before scaling.</summary>
    internal void Describe(ReadOnlySpan<byte> rgb, Span<double> into)
    {
        stains.Separate(reduction.Reduce(rgb));
        var (haematoxylin, eosin) = (stains.Haematoxylin, stains.Eosin);
        var at = Pair(into, 0, PlaneStatistics.Moments(stains.Red));
        at = Pair(into, at, PlaneStatistics.Moments(stains.Green));
        at = Pair(into, at, PlaneStatistics.Moments(stains.Blue));
        at = Colour(into, at, haematoxylin);
        at = Colour(into, at, eosin);
        at = Pair(into, at, PlaneStatistics.Moments(stains.Residual));
        into[at++] = PlaneStatistics.Correlation(haematoxylin, eosin);
        into[at++] = stains.Denser(TissueDensity) / ((double)stains.Side * stains.Side);
        at = Pair(into, at, texture.Gradient(haematoxylin));
        at = Pair(into, at, texture.Gradient(eosin));
        texture.Patterns(haematoxylin, into.Slice(at, PlaneTexture.PatternBins));
        at += PlaneTexture.PatternBins;
        texture.Patterns(eosin, into.Slice(at, PlaneTexture.PatternBins));
        at += PlaneTexture.PatternBins;
        texture.ToGreys(haematoxylin);
        texture.CoOccurrence(stains.Side, haematoxylin.Stride, 1, into.Slice(at, 4));
        texture.CoOccurrence(stains.Side, haematoxylin.Stride, 3, into.Slice(at + 4, 4));
        at += 8;
        statistics.BlockDeviations(haematoxylin, into.Slice(at, 3));
        statistics.BlockDeviations(eosin, into.Slice(at + 3, 3));
    }

    private int Colour(Span<double> into, int at, FixedPlane plane)
    {
        at = Pair(into, at, PlaneStatistics.Moments(plane));
        statistics.Distribution(plane, into.Slice(at, 6));
        return at + 6;
    }

    private static int Pair(Span<double> into, int at, (double First, double Second) values)
    {
        (into[at], into[at + 1]) = values;
        return at + 2;
    }
}
