using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tiles;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Encoders;

public sealed class BuiltInEncoderTests
{
    [Fact]
    public void A_pure_stain_separates_into_itself()
    {
        var stains = new StainSeparation(1);
        // Density .650 .704 .286 (length 1.0004) is one unit of haematoxylin.
        stains.Separate([.. new[] { 0.650, 0.704, 0.286 }.Select(density => (byte)Math.Round((256 * Math.Pow(10, -density)) - 1))]);
        Assert.Equal(1.0, stains.Haematoxylin[0], 0.01);
        Assert.Equal(0.0, stains.Eosin[0], 0.01);
        Assert.Equal(0.0, stains.Residual[0], 0.01);
    }

    [Fact]
    public void The_inverse_undoes_the_stain_matrix()
    {
        var inverse = StainSeparation.InverseOf([1, 0, 0], [1, 1, 0]);
        // Rows (1,0,0), (1,1,0)/sqrt 2, (0,0,1): a density of 1 in red and 1 in green is sqrt 2 of the second.
        Assert.Equal(0, inverse[0] + inverse[3], 1e-6);
        Assert.Equal(Math.Sqrt(2), inverse[1] + inverse[4], 1e-6);
        Assert.Equal(1, inverse[8], 1e-6);
    }

    [Fact]
    public void Moments_quantiles_and_correlation_by_hand()
    {
        float[] plane = [0, 1, 0, 1];
        Assert.Equal((0.5, 0.5), PlaneStatistics.Moments(plane));
        Assert.Equal(0, PlaneStatistics.Skewness(plane, 0.5, 0.5));
        Assert.Equal(-1, PlaneStatistics.Correlation(plane, [1, 0, 1, 0]), 1e-12);
        Assert.Equal(0, PlaneStatistics.Correlation(plane, [1, 1, 1, 1]));
        var quantiles = new double[5];
        PlaneStatistics.Quantiles([.. Enumerable.Range(0, 1000).Select(i => i / 1000f)], quantiles);
        Assert.All(quantiles.Zip([.05, .25, .5, .75, .95]), pair => Assert.Equal(pair.Second, pair.First, 0.01));
    }

    [Fact]
    public void Block_deviation_sees_structure_of_its_size_only()
    {
        var checks = Plane(16, (x, y) => ((x / 4) + (y / 4)) % 2);
        Assert.Equal(0.5, PlaneStatistics.BlockDeviation(checks, 16, 4), 1e-12);
        Assert.Equal(0, PlaneStatistics.BlockDeviation(checks, 16, 8), 1e-12);
    }

    [Fact]
    public void Gradient_of_a_ramp_is_its_slope()
    {
        var (mean, deviation) = PlaneTexture.Gradient(Plane(16, (x, y) => 0.03f * x + 0.04f * y), 16);
        Assert.Equal(0.05, mean, 1e-6);
        Assert.Equal(0, deviation, 1e-3);
    }

    [Fact]
    public void Patterns_of_a_flat_plane_a_ramp_and_a_dot()
    {
        var shares = new double[PlaneTexture.PatternBins];
        PlaneTexture.Patterns(Plane(8, (_, _) => 0.5f), 8, shares);
        Assert.Equal(1, shares[0]);
        PlaneTexture.Patterns(Plane(8, (x, _) => x), 8, shares);
        Assert.Equal(1, shares[3]);
        PlaneTexture.Patterns(Plane(3, (x, y) => x == 1 && y == 1 ? 0 : 1), 3, shares);
        Assert.Equal(1, shares[8]);
        PlaneTexture.Patterns(Plane(3, (x, y) => (x + y) % 2), 3, shares);
        Assert.Equal(1, shares[9]);
    }

    [Fact]
    public void Co_occurrence_of_a_flat_plane_and_of_stripes()
    {
        var values = new double[4];
        PlaneTexture.CoOccurrence(Plane(8, (_, _) => 0.5f), 8, 1, values);
        Assert.Equal([0, 1, 1, 1], values);
        // Columns of level 0 and 7: pairs below are equal, the other three directions differ by 7: of n = 7*8 + 8*7 + 2*7*7 pairs 56 are equal.
        PlaneTexture.CoOccurrence(Plane(8, (x, _) => x % 2), 8, 1, values);
        var equal = 56.0 / (56 + 56 + 98);
        Assert.Equal(1 - equal, values[0], 1e-12);
        Assert.Equal(2 * equal - 1, values[1], 1e-12);
        Assert.Equal(equal + ((1 - equal) / 8), values[3], 1e-12);
    }

    [Fact]
    public void A_white_and_a_black_tile_give_bounded_features()
    {
        using var encoder = new BuiltInEncoder(32, 0.5);
        var features = new float[3 * 64];
        var rgb = new byte[3 * 32 * 32 * 3];
        rgb.AsSpan(0, 32 * 32 * 3).Fill(255);
        encoder.Encode(rgb, features);
        Assert.All(features, value => Assert.InRange(value, -8, 8));
        Assert.Equal(features[64..128], features[128..]);
    }

    [Fact]
    public void Real_tissue_lies_about_0_with_spread_1_and_tells_tumour_from_normal()
    {
        var root = Path.GetDirectoryName(SharedData.Require("pcam", "labels.csv"))!;
        var tiles = File.ReadLines(Path.Combine(root, "labels.csv")).Skip(1).Where((_, i) => i % 6 == 0).Select(line => line.Split(',')).ToArray();
        using var encoder = new BuiltInEncoder(96, 0.97);
        var decoder = new TileDecoder(root, 96, 96);
        var rgb = new byte[decoder.TileBytes];
        var rows = Array.ConvertAll(tiles, tile =>
        {
            Assert.True(decoder.Decode(tile[0], rgb));
            var features = new float[64];
            encoder.Encode(rgb, features);
            return features;
        });
        for (var i = 0; i < 64; i++)
            Assert.InRange(rows.Average(row => row[i]), -0.35, 0.35);
        var separation = Enumerable.Range(0, 64).Max(i => Math.Abs(
            rows.Where((_, r) => tiles[r][1] == "1").Average(row => row[i]) - rows.Where((_, r) => tiles[r][1] == "0").Average(row => row[i])));
        Assert.True(separation > 0.6, $"best single feature separates by {separation:F2} sd");
    }

    private static float[] Plane(int side, Func<int, int, float> value) => [.. Enumerable.Range(0, side * side).Select(i => value(i % side, i / side))];
}
