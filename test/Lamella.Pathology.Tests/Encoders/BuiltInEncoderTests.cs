using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lamella.Federation.Randomness;
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
        Assert.Equal(1.0, stains.Haematoxylin.Values[0] / 1024.0, 0.01);
        Assert.Equal(0.0, stains.Eosin.Values[0] / 1024.0, 0.01);
        Assert.Equal(0.0, stains.Residual.Values[0] / 1024.0, 0.01);
    }

    [Fact]
    public void Stains_of_every_colour_stay_below_8_so_that_whole_numbers_do_not_overflow()
    {
        var stains = new StainSeparation(2);
        for (var corner = 0; corner < 8; corner++)
        {
            stains.Separate([.. Enumerable.Range(0, 12).Select(i => (byte)((corner >> (i % 3) & 1) * 255))]);
            foreach (var plane in new[] { stains.Haematoxylin, stains.Eosin, stains.Residual })
                Assert.InRange(plane.Values[0], (-8 * FixedPlane.One) + 1, (8 * FixedPlane.One) - 1);
        }
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
        var halves = Plane(2, (x, _) => x);
        Assert.Equal((0.5, 0.5), PlaneStatistics.Moments(halves));
        Assert.Equal(-1, PlaneStatistics.Correlation(halves, Plane(2, (x, _) => 1 - x)), 1e-12);
        Assert.Equal(0, PlaneStatistics.Correlation(halves, Plane(2, (_, _) => 1)));
        // 0 to 1 evenly: symmetric, quantiles are their levels.
        var into = new double[6];
        new PlaneStatistics(40).Distribution(Plane(40, (x, y) => ((y * 40) + x) / 1600f), into);
        Assert.Equal(0, into[0], 1e-2);
        Assert.All(into[1..].Zip([.05, .25, .5, .75, .95]), pair => Assert.Equal(pair.Second, pair.First, 0.01));
        // One of four is 1, the others 0: skewness 2 / sqrt 3.
        new PlaneStatistics(2).Distribution(Plane(2, (x, y) => x * y), into);
        Assert.Equal(2 / Math.Sqrt(3) / (1 + (2 / Math.Sqrt(3))), into[0], 1e-12);
    }

    [Fact]
    public void Block_deviation_sees_structure_of_its_size_only()
    {
        var into = new double[3];
        new PlaneStatistics(16).BlockDeviations(Plane(16, (x, y) => ((x / 4) + (y / 4)) % 2), into);
        Assert.Equal([0.5, 0, 0], into);
        new PlaneStatistics(37).BlockDeviations(Plane(37, (x, y) => ((x / 8) + (y / 8)) % 2), into);
        Assert.Equal(0.5, into[1], 1e-12);
        Assert.Equal(0, into[2]);
    }

    [Fact]
    public void Gradient_of_a_ramp_is_its_slope()
    {
        // 3/64 and 4/64 a pixel are whole numbers of 1/1,024.
        var (mean, deviation) = new PlaneTexture(37).Gradient(Plane(37, (x, y) => (3f * x + 4f * y) / 64));
        Assert.Equal(5.0 / 64, mean, 1e-12);
        Assert.Equal(0, deviation, 1e-9);
    }

    [Fact]
    public void Patterns_of_a_flat_plane_a_ramp_and_a_dot()
    {
        var shares = new double[PlaneTexture.PatternBins];
        new PlaneTexture(8).Patterns(Plane(8, (_, _) => 0.5f), shares);
        Assert.Equal(1, shares[0]);
        new PlaneTexture(24).Patterns(Plane(24, (x, _) => x / 8f), shares);
        Assert.Equal(1, shares[3]);
        new PlaneTexture(3).Patterns(Plane(3, (x, y) => x == 1 && y == 1 ? 0 : 1), shares);
        Assert.Equal(1, shares[8]);
        new PlaneTexture(3).Patterns(Plane(3, (x, y) => (x + y) % 2), shares);
        Assert.Equal(1, shares[9]);
    }

    [Fact]
    public void Co_occurrence_of_a_flat_plane_and_of_stripes()
    {
        // Columns of level 0 and 7: pairs below are equal, the other three directions differ by 7: of n = 7*8 + 8*7 + 2*7*7 pairs 56 are equal.
        AssertPairs(8, 56.0 / (56 + 56 + 98));
        // 19 px: two whole steps of eight and a rest; 18*19 + 19*18 + 2*18*18 pairs.
        AssertPairs(19, 342.0 / (342 + 342 + 648));

        static void AssertPairs(int side, double equal)
        {
            var values = new double[4];
            var texture = new PlaneTexture(side);
            var flat = Plane(side, (_, _) => 0.5f);
            texture.ToGreys(flat);
            texture.CoOccurrence(side, flat.Stride, 1, values);
            Assert.Equal([0, 1, 1, 1], values);
            var stripes = Plane(side, (x, _) => x % 2);
            texture.ToGreys(stripes);
            texture.CoOccurrence(side, stripes.Stride, 1, values);
            Assert.Equal(1 - equal, values[0], 1e-12);
            Assert.Equal(equal + ((1 - equal) / 8), values[3], 1e-12);
        }
    }

    [Fact]
    public void A_factor_brings_tiles_near_1_um_and_leaves_32_px()
    {
        Assert.Equal(1, TileReduction.FactorOf(224, 0));
        Assert.Equal(1, TileReduction.FactorOf(224, 4));
        Assert.Equal(1, TileReduction.FactorOf(96, 0.97));
        Assert.Equal(2, TileReduction.FactorOf(224, 0.5));
        Assert.Equal(4, TileReduction.FactorOf(256, 0.25));
        Assert.Equal(3, TileReduction.FactorOf(96, 0.25));
        Assert.Equal(1, TileReduction.FactorOf(63, 0.25));
        Assert.Equal(128, TileReduction.FactorOf(8192, 1e-300));
    }

    [Theory]
    [InlineData(66, 0.5)]
    [InlineData(101, 0.33)]
    [InlineData(300, 0.14)]
    public void Averaging_is_the_rounded_mean_of_each_square(int side, double mpp)
    {
        var reduction = new TileReduction(side, mpp);
        var rgb = Noise(side * side * 3);
        var reduced = reduction.Reduce(rgb);
        var (k, small) = (reduction.Factor, reduction.Side);
        Assert.Equal(small * small * 3, reduced.Length);
        for (var i = 0; i < reduced.Length; i++)
        {
            int x = i / 3 % small, y = i / 3 / small, sum = 0;
            for (var j = 0; j < k * k; j++)
                sum += rgb[((((y * k) + (j / k)) * side) + (x * k) + (j % k)) * 3 + (i % 3)];
            Assert.Equal((sum + (k * k / 2)) / (k * k), reduced[i]);
        }
    }

    [Fact]
    public void A_tile_drawn_twice_as_fine_gives_the_same_features()
    {
        var coarse = Noise(112 * 112 * 3);
        var fine = new byte[224 * 224 * 3];
        for (var i = 0; i < fine.Length; i++)
            fine[i] = coarse[(((i / 3 / 224 / 2) * 112) + (i / 3 % 224 / 2)) * 3 + (i % 3)];
        float[] expected = new float[64], actual = new float[64];
        using (var encoder = new BuiltInEncoder(112, 1))
            encoder.Encode(coarse, expected);
        using (var encoder = new BuiltInEncoder(224, 0.5))
            encoder.Encode(fine, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Features_are_these_bits_everywhere_and_cost_no_memory()
    {
        using var encoder = new BuiltInEncoder(101, 0.5);
        var rgb = ReferenceTile.Pixels(101);
        var features = new float[64];
        encoder.Encode(rgb, features);
        var before = GC.GetAllocatedBytesForCurrentThread();
        encoder.Encode(rgb, features);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("95e0b6a970ef1e65", Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(features)))[..16]);
    }

    [Fact]
    public void Threads_with_an_encoder_each_do_not_disturb_each_other()
    {
        var rgb = Noise(8 * 64 * 64 * 3);
        var expected = new float[8 * 64];
        using (var encoder = new BuiltInEncoder(64, 1))
            encoder.Encode(rgb, expected);
        Parallel.For(0, 4, _ =>
        {
            using var encoder = new BuiltInEncoder(64, 1);
            var features = new float[expected.Length];
            for (var round = 0; round < 20; round++)
            {
                encoder.Encode(rgb, features);
                Assert.Equal(expected, features);
            }
        });
    }

    [Fact]
    public void The_constants_are_mean_and_sd_of_the_1200_public_tiles()
    {
        var root = Path.GetDirectoryName(SharedData.Require("pcam", "labels.csv"))!;
        using var encoder = new BuiltInEncoder(96, 0.97);
        var decoder = new TileDecoder(root, 96, 96);
        var rgb = new byte[decoder.TileBytes];
        double[] sum = new double[64], squares = new double[64], raw = new double[64];
        var tiles = 0;
        foreach (var line in File.ReadLines(Path.Combine(root, "labels.csv")).Skip(1))
        {
            Assert.True(decoder.Decode(line.Split(',')[0], rgb));
            encoder.Describe(rgb, raw);
            tiles++;
            for (var i = 0; i < 64; i++)
                (sum[i], squares[i]) = (sum[i] + raw[i], squares[i] + (raw[i] * raw[i]));
        }

        Assert.Equal(1200, tiles);
        string[] centre = [.. sum.Select(value => Four(value / tiles))];
        string[] scale = [.. squares.Zip(sum, (square, value) => Four(Math.Sqrt((square / tiles) - (value / tiles * (value / tiles)))))];
        Assert.Equal(string.Join(", ", centre), string.Join(", ", BuiltInScaling.Centre.Select(Four)));
        Assert.Equal(string.Join(", ", scale), string.Join(", ", BuiltInScaling.Scale.Select(Four)));

        static string Four(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
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

    private static FixedPlane Plane(int side, Func<int, int, float> value)
    {
        var plane = new FixedPlane(side);
        for (var i = 0; i < side * side; i++)
            plane.Row(i / side)[i % side] = (short)MathF.Round(value(i % side, i / side) * FixedPlane.One);
        return plane;
    }

    private static byte[] Noise(int count)
    {
        var stream = new RandomStream(7, "", "noise", 0);
        var noise = new byte[count];
        for (var i = 0; i < count; i++)
            noise[i] = (byte)stream.NextInt(256);
        return noise;
    }
}
