using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Encoders.Guarding;
using Lamella.Pathology.Tiles;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Encoders;

public sealed class OnnxEncoderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_reference_tile_gives_the_reference_features()
    {
        var model = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.Require("backbone", "reference_features.json")));
        using var encoder = new OnnxEncoder(model, new OnnxEncoderOptions { TileSize = 96, MicronsPerPixel = .97, Batch = 4 });
        var decoder = new TileDecoder(Path.GetDirectoryName(model)!, 96, 96);
        var rgb = new byte[2 * decoder.TileBytes];
        Assert.True(decoder.Decode("reference_tile.png", rgb.AsSpan(0, decoder.TileBytes)));
        Assert.True(decoder.Decode("reference_tile.png", rgb.AsSpan(decoder.TileBytes)));
        var features = new float[2 * encoder.Dimension];
        encoder.Encode(rgb, features);

        Assert.Equal(1152, encoder.Dimension);
        foreach (var tile in new[] { features[..1152], features[1152..] })
        {
            AssertClose(Numbers(reference, "first16"), tile[..16]);
            AssertClose(Numbers(reference, "last16"), tile[^16..]);
            var sum = reference.RootElement.GetProperty("sum").GetDouble();
            Assert.InRange(tile.Sum(value => (double)value), sum * (1 - 1e-3), sum * (1 + 1e-3));
        }
    }

    [Fact]
    public void The_contract_names_file_resolution_tile_and_scaling()
    {
        var model = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        using var encoder = new OnnxEncoder(model, new OnnxEncoderOptions { TileSize = 50, MicronsPerPixel = 2 });
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model))), encoder.Contract.EncoderSha256);
        Assert.Equal("rgb 0..255 nchw, pad white right/bottom", encoder.Contract.Preprocessing);
        Assert.Equal((50, 2.0, 1152), (encoder.Contract.TileSize, encoder.Contract.MicronsPerPixel, encoder.Contract.Dimension));
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        File.WriteAllText(folder.File("text.onnx"), "no model");
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(folder.File("text.onnx"), Options()));
        Assert.Equal(ErrorCodes.EncoderRefused, fault.Code);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => new OnnxEncoder(folder.File("none.onnx"), Options())).Code);
    }

    [Fact]
    public void A_model_that_takes_vectors_is_refused()
    {
        File.WriteAllBytes(folder.File("vector.onnx"), OnnxExamples.Identity([1, 3]));
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(folder.File("vector.onnx"), Options()));
        Assert.Equal(ErrorCodes.EncoderRefused, fault.Code);
        Assert.Contains("[1, 3]", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_gives_a_map_instead_of_features_is_refused()
    {
        File.WriteAllBytes(folder.File("map.onnx"), OnnxExamples.Identity([-1, 3, -1, -1]));
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(folder.File("map.onnx"), Options()));
        Assert.Contains("gives [1, 3, 96, 96]", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_that_is_not_finite_names_its_tile()
    {
        // 255 times the largest float is infinite; 0 times it is 0.
        using var encoder = new OnnxEncoder(OnnxExamples.ChannelMeans(weights: [1, float.MaxValue, 1]), "m", Options() with { TileSize = 8, Batch = 4 });
        var rgb = new byte[3 * 8 * 8 * 3];
        rgb.AsSpan(2 * 8 * 8 * 3).Fill(255);
        var fault = Assert.Throws<LamellaException>(() => encoder.Encode(rgb, new float[9]));
        Assert.Equal(ErrorCodes.FeatureNotFinite, fault.Code);
        Assert.Contains("tile 2 of the call, feature 1", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixed_side_is_kept_and_a_batch_axis_of_1_is_a_batch_of_1()
    {
        using var encoder = new OnnxEncoder(OnnxExamples.ChannelMeans([1, 3, 16, 16]), "m", Options());
        Assert.Equal((16, 1, 96), (encoder.InputSize, encoder.Batch, encoder.Contract.TileSize));
        Assert.EndsWith("resize 16 linear", encoder.Contract.Preprocessing, StringComparison.Ordinal);
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(OnnxExamples.ChannelMeans([4, 3, 16, 16]), "m", Options()));
        Assert.Contains("exactly 4 tiles", fault.Fault, StringComparison.Ordinal);
        Assert.Throws<LamellaException>(() => new OnnxEncoder(OnnxExamples.ChannelMeans([-1, 3, 5000, 5000]), "m", Options()));
        Assert.Throws<LamellaException>(() => new OnnxEncoder(OnnxExamples.ChannelMeans([-1, 3, int.MaxValue, int.MaxValue]), "m", Options()));
        Assert.Throws<LamellaException>(() => new OnnxEncoder(OnnxExamples.ChannelMeans([-1, 3, 16, 8]), "m", Options()));
    }

    [Fact]
    public void A_batch_axis_in_name_only_is_refused()
    {
        // The mean over the tiles: [1, 3, 1, 1] whatever n is.
        byte[] axis = Wire.Field(5, [.. Wire.Text(1, "axes"), .. Wire.Varint(8, 0), .. Wire.Varint(8, 2), .. Wire.Varint(8, 3), .. Wire.Varint(20, 7)]);
        var model = OnnxExamples.Model(OnnxExamples.Graph(OnnxExamples.Tiles, [[.. OnnxExamples.Node("ReduceMean", "x", "y"), .. axis]]));
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(model, "m", Options()));
        Assert.Contains("gives [1, 3, 1, 1] for 2 tiles", fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_bounds_the_batch_and_then_the_tile()
    {
        // 8 px: 8 * 8 * 3 * 4 bytes * 32 = 24,576 a tile.
        using (var encoder = new OnnxEncoder(OnnxExamples.ChannelMeans(), "m", Options() with { TileSize = 8, MaxMemoryBytes = 3 * 24_576 }))
            Assert.Equal(3, encoder.Batch);
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(OnnxExamples.ChannelMeans(), "m", Options() with { TileSize = 8, MaxMemoryBytes = 24_575 }));
        Assert.Contains("24576 bytes for one tile of 8 px", fault.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(16, false)]
    [InlineData(22, false)]
    [InlineData(23, false)]
    [InlineData(48, true)]
    public void A_tile_that_shrinks_to_nothing_is_refused_before_the_runtime_divides_by_zero(int side, bool taken)
    {
        var model = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        if (taken)
            new OnnxEncoder(model, Options() with { TileSize = side }).Dispose();
        else
            Assert.Contains("fewer than its window needs", Assert.Throws<LamellaException>(() => new OnnxEncoder(model, Options() with { TileSize = side })).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_by_hand()
    {
        // 10 px. 3 wide, stride 2: 4 places; dilated by 4 it is 9 wide: 1; padded to 12: 5; 11 wide: none.
        Assert.Equal(4, Places(("kernel_shape", 3), ("strides", 2)));
        Assert.Equal(1, Places(("kernel_shape", 3), ("dilations", 4), ("strides", 2)));
        Assert.Equal(5, Places(("kernel_shape", 3), ("strides", 2), ("pads", 1)));
        Assert.Equal(0, Places(("kernel_shape", 11)));
        Assert.Null(Places(("kernel_shape", 3), ("strides", 0)));
        Assert.Null(Places(("kernel_shape", long.MaxValue)));
        Assert.Null(Places(("kernel_shape", 3), ("pads", -5)));

        static long? Places(params (string Name, long Value)[] attributes)
        {
            var window = new OnnxWindow();
            foreach (var (name, value) in attributes)
                window.Read([.. Wire.Text(1, name), .. Enumerable.Range(0, name == "pads" ? 4 : 2).SelectMany(_ => Wire.Varint(8, value))]);
            return window.Fits(0, 10, null, out _);
        }
    }

    [Fact]
    public void A_card_that_the_runtime_does_not_know_is_refused()
    {
        var fault = Assert.Throws<LamellaException>(() => new OnnxEncoder(OnnxExamples.ChannelMeans(), "m", Options() with { Device = EncoderDevice.Cuda }));
        Assert.Equal(ErrorCodes.EngineUnavailable, fault.Code);
    }

    [Fact]
    public void Without_the_arena_the_features_are_the_same()
    {
        using var kept = new OnnxEncoder(OnnxExamples.ChannelMeans(), "m", Options());
        using var given = new OnnxEncoder(OnnxExamples.ChannelMeans(), "m", Options() with { MemoryArena = false });
        Assert.Equal(ReferenceCheck.Features(kept), ReferenceCheck.Features(given));
    }

    private static OnnxEncoderOptions Options() => new() { TileSize = 96, MicronsPerPixel = .5 };

    private static double[] Numbers(JsonDocument reference, string name) =>
        [.. reference.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 1e-3 * Math.Max(1, expected[i]), expected[i] + 1e-3 * Math.Max(1, expected[i]));
    }
}
