using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Tiles;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Encoders;

public sealed class ReferenceTests
{
    [Fact]
    public void The_tile_is_these_bytes_everywhere()
    {
        var pixels = ReferenceTile.Pixels(224);
        Assert.Equal(224 * 224 * 3, pixels.Length);
        Assert.Equal("a1b77f4faeeb92ad", Convert.ToHexStringLower(SHA256.HashData(pixels))[..16]);
        var corner = ReferenceTile.Pixels(96);
        for (var y = 0; y < 96; y++)
            Assert.Equal(pixels.AsSpan(y * 224 * 3, 96 * 3), corner.AsSpan(y * 96 * 3, 96 * 3));
    }

    [Fact]
    public void The_tile_looks_stained()
    {
        // Every built-in statistic within its usual range of real tissue, but for few.
        using var encoder = new BuiltInEncoder(224, 1);
        var features = ReferenceCheck.Features(encoder);
        Assert.True(features.Count(value => Math.Abs(value) < 3) >= 48, string.Join(" ", features.Select((value, i) => $"{i}:{value:F1}")));
    }

    [Fact]
    public void Distance_by_hand()
    {
        Assert.Equal(0.2, ReferenceCheck.Distance([3, 5], [3, 4]), 1e-12);
        Assert.Equal(0, ReferenceCheck.Distance([0, 0], [0, 0]));
        Assert.True(double.IsInfinity(ReferenceCheck.Distance([1], [0])));
        Assert.True(double.IsNaN(ReferenceCheck.Distance([float.NaN], [1])));
    }

    [Fact]
    public void The_same_encoder_passes_and_another_does_not()
    {
        using var encoder = new BuiltInEncoder(96, 1);
        var expected = ReferenceCheck.Features(encoder);
        ReferenceCheck.Require(encoder, expected, 0);
        expected[5] += 1;
        foreach (var wrong in new[] { expected, expected[1..], [.. expected[1..], float.NaN] })
        {
            var fault = Assert.Throws<LamellaException>(() => ReferenceCheck.Require(encoder, wrong));
            Assert.Equal(ErrorCodes.ReferenceDiffers, fault.Code);
        }
    }

    [Fact]
    public void Threads_and_batch_stay_far_below_the_tolerance()
    {
        var model = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        using var one = new OnnxEncoder(model, Options() with { Batch = 1 });
        using var other = new OnnxEncoder(model, Options() with { Threads = 2 });
        var expected = ReferenceCheck.Features(one);
        ReferenceCheck.Require(other, expected);
        var threads = ReferenceCheck.Distance(ReferenceCheck.Features(other), expected);

        // The reference tile last of 32, with other tiles in front of it.
        var tile = ReferenceTile.Pixels(96);
        var rgb = Enumerable.Range(0, 32).SelectMany(i => tile.Select(value => (byte)(value >> ((31 - i) % 3)))).ToArray();
        var features = new float[32 * other.Dimension];
        other.Encode(rgb, features);
        var batch = ReferenceCheck.Distance(features[(31 * other.Dimension)..], expected);

        TestContext.Current.SendDiagnosticMessage($"threads {threads:G3}, batch {batch:G3}");
        Assert.InRange(threads, 0, ReferenceCheck.DefaultTolerance / 100);
        Assert.InRange(batch, 0, ReferenceCheck.DefaultTolerance / 100);
    }

    [Fact]
    public void Features_that_another_library_published_pass_the_tolerance()
    {
        var model = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        using var published = JsonDocument.Parse(File.ReadAllText(SharedData.Require("backbone", "reference_features.json")));
        using var encoder = new OnnxEncoder(model, Options());
        var decoder = new TileDecoder(Path.GetDirectoryName(model)!, 96, 96);
        var rgb = new byte[decoder.TileBytes];
        Assert.True(decoder.Decode("reference_tile.png", rgb));
        var features = new float[encoder.Dimension];
        encoder.Encode(rgb, features);
        float[] expected = [.. new[] { "first16", "last16" }.SelectMany(name => published.RootElement.GetProperty(name).EnumerateArray()).Select(value => value.GetSingle())];
        var distance = ReferenceCheck.Distance([.. features[..16], .. features[^16..]], expected);
        TestContext.Current.SendDiagnosticMessage($"published {distance:G3}");
        Assert.InRange(distance, 0, ReferenceCheck.DefaultTolerance / 100);
    }

    [Fact]
    public void Another_scaling_or_order_of_channels_is_far_above_it()
    {
        var model = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        using var raw = new OnnxEncoder(model, Options());
        var expected = ReferenceCheck.Features(raw);
        foreach (var scaling in new[] { InputScaling.ImageNet, InputScaling.Unit })
        {
            using var scaled = new OnnxEncoder(model, Options() with { Scaling = scaling });
            AssertFar(scaled);
        }

        using var swapped = new Swapped(raw);
        AssertFar(swapped);

        void AssertFar(ITileEncoder encoder)
        {
            var distance = ReferenceCheck.Distance(ReferenceCheck.Features(encoder), expected);
            TestContext.Current.SendDiagnosticMessage($"{encoder.Contract.Preprocessing} {encoder.GetType().Name}: {distance:G3}");
            Assert.True(distance > 100 * ReferenceCheck.DefaultTolerance, $"{distance}");
            Assert.Equal(ErrorCodes.ReferenceDiffers, Assert.Throws<LamellaException>(() => ReferenceCheck.Require(encoder, expected)).Code);
        }
    }

    private static OnnxEncoderOptions Options() => new() { TileSize = 96, MicronsPerPixel = .97 };

    /// <summary>An encoder that is given blue, green, red.</summary>
    private sealed class Swapped(ITileEncoder inner) : ITileEncoder
    {
        public FeatureContract Contract => inner.Contract;

        public int Dimension => inner.Dimension;

        public int InputSize => inner.InputSize;

        public int Batch => inner.Batch;

        public void Encode(ReadOnlySpan<byte> rgb, Span<float> features)
        {
            var swapped = rgb.ToArray();
            for (var i = 0; i < swapped.Length; i += 3)
                (swapped[i], swapped[i + 2]) = (swapped[i + 2], swapped[i]);
            inner.Encode(swapped, features);
        }

        public void Dispose()
        {
        }
    }
}
