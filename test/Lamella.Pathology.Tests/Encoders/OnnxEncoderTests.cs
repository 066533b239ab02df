using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Pathology.Encoders;
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

    private static OnnxEncoderOptions Options() => new() { TileSize = 96, MicronsPerPixel = .5 };

    private static double[] Numbers(JsonDocument reference, string name) =>
        [.. reference.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 1e-3 * Math.Max(1, expected[i]), expected[i] + 1e-3 * Math.Max(1, expected[i]));
    }
}
