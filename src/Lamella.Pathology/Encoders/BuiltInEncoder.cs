using Lamella.Federation.Studies;

namespace Lamella.Pathology.Encoders;

/// <summary>
/// Colour and texture of separated stains, 64 numbers a tile; no download, no model file. In this order: mean and sd of the optical density of red,
/// green, blue (6); for haematoxylin and for eosin mean, sd, skewness, quantiles 5/25/50/75/95 % (16); mean and sd of the residual (2); correlation of
/// the two stains, share of tissue (density summed over channels above .45) (2); mean and sd of the gradient for both stains (4); local binary
/// patterns of both (20); co-occurrence of haematoxylin at 1 and 3 px (8); sd of block means of 4, 8, 16 px for both (6). Each is then centred
/// and scaled by a fixed constant (<see cref="BuiltInScaling"/>) and clamped to [-8, 8], so that heads can train on it as it is.
/// </summary>
public sealed class BuiltInEncoder : ITileEncoder
{
    /// <summary>The encoder's identity in a contract; any change of a formula or constant makes a new one.</summary>
    public const string Id = "builtin:stain-texture:1";

    /// <summary>Features per tile.</summary>
    public const int Features = 64;

    private const float TissueDensity = 0.45f;
    private static readonly int[] Blocks = [4, 8, 16];
    private readonly StainSeparation stains;
    private readonly double[] raw = new double[Features];

    /// <summary>An encoder for square tiles.</summary>
    /// <param name="tileSize">Side in pixels, at least 32.</param>
    /// <param name="micronsPerPixel">um/px of the tiles; 0 when not known.</param>
    public BuiltInEncoder(int tileSize, double micronsPerPixel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 32);
        stains = new StainSeparation(tileSize);
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
    public int InputSize => stains.Side;

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
        stains.Separate(rgb);
        var (at, side) = (0, stains.Side);
        foreach (var plane in new[] { stains.Red, stains.Green, stains.Blue })
            at = Pair(into, at, PlaneStatistics.Moments(plane));
        float[][] both = [stains.Haematoxylin, stains.Eosin];
        foreach (var plane in both)
        {
            var (mean, deviation) = PlaneStatistics.Moments(plane);
            at = Pair(into, at, (mean, deviation));
            into[at++] = PlaneStatistics.Skewness(plane, mean, deviation);
            PlaneStatistics.Quantiles(plane, into.Slice(at, 5));
            at += 5;
        }

        at = Pair(into, at, PlaneStatistics.Moments(stains.Residual));
        into[at++] = PlaneStatistics.Correlation(stains.Haematoxylin, stains.Eosin);
        into[at++] = Tissue();
        foreach (var plane in both)
            at = Pair(into, at, PlaneTexture.Gradient(plane, side));
        foreach (var plane in both)
        {
            PlaneTexture.Patterns(plane, side, into.Slice(at, PlaneTexture.PatternBins));
            at += PlaneTexture.PatternBins;
        }

        foreach (var distance in (ReadOnlySpan<int>)[1, 3])
        {
            PlaneTexture.CoOccurrence(stains.Haematoxylin, side, distance, into.Slice(at, 4));
            at += 4;
        }

        foreach (var plane in both)
        {
            foreach (var block in Blocks)
                into[at++] = PlaneStatistics.BlockDeviation(plane, side, block);
        }
    }

    private static int Pair(Span<double> into, int at, (double First, double Second) values)
    {
        (into[at], into[at + 1]) = values;
        return at + 2;
    }

    private double Tissue()
    {
        var tissue = 0;
        for (var i = 0; i < stains.Red.Length; i++)
            tissue += stains.Red[i] + stains.Green[i] + stains.Blue[i] > TissueDensity ? 1 : 0;
        return tissue / (double)stains.Red.Length;
    }
}
