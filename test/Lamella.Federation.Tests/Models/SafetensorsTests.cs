using System.Buffers.Binary;
using System.Text;
using Lamella.Federation.Models;

namespace Lamella.Federation.Tests.Models;

public class SafetensorsTests
{
    private static readonly ParameterManifest Manifest = new(
    [
        new ParameterSpec("fc.weight", [1, 2], InitLaw.Uniform, 0.5),
        new ParameterSpec("fc.bias", [1], InitLaw.Zeros, 0),
    ]);

    [Fact]
    public void What_is_written_is_read_back_and_the_bytes_are_the_known_layout()
    {
        var bytes = Write();
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + headerLength) % 8);
        var json = Encoding.UTF8.GetString(bytes, 8, headerLength).TrimEnd();
        Assert.Equal("""{"fc.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", json);
        Assert.Equal([1f, 2f, 3f], Safetensors.Read(new MemoryStream(bytes), Manifest, "m"));
    }

    [Fact]
    public void Parts_lie_one_after_the_other()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, Manifest, [("delta", new float[] { 1, 2, 3 }), ("control", new float[] { 4, 5, 6 })]);
        var parts = Safetensors.ReadParts(stream, Manifest, ["delta", "control"], "u");
        Assert.Equal([4f, 5f, 6f], parts[1]);
    }

    [Theory]
    [InlineData("cut short", "cut off")]
    [InlineData("longer", "cut off or padded")]
    [InlineData("header length", "header claims")]
    [InlineData("overlap", "overlap")]
    [InlineData("hole", "overlap or hole")]
    [InlineData("dtype lie", "which is not")]
    [InlineData("huge shape", "which is not")]
    [InlineData("not json", "not the JSON")]
    [InlineData("empty", "shorter than a header")]
    public void A_malformed_file_is_refused_with_the_reason(string what, string expected)
    {
        byte[] Json(string text) => [.. BitConverter.GetBytes((ulong)text.Length), .. Encoding.UTF8.GetBytes(text), .. new byte[12]];
        var bytes = what switch
        {
            "cut short" => Write()[..^1],
            "longer" => [.. Write(), 0],
            "header length" => [.. BitConverter.GetBytes(ulong.MaxValue), .. new byte[20]],
            "overlap" => Json("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"""),
            "hole" => Json("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"""),
            "dtype lie" => Json("""{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,12]}}"""),
            "huge shape" => Json("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,12]}}"""),
            "not json" => Json("""{"a":[1,2}"""),
            _ => [],
        };
        var fault = Assert.Throws<LamellaException>(() => Safetensors.Read(new MemoryStream(bytes), Manifest, "weights.safetensors"));
        Assert.Equal(ErrorCodes.SafetensorsCorrupt, fault.Code);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_architecture_are_refused_by_name_and_shape()
    {
        var other = new ParameterManifest([new ParameterSpec("fc.weight", [1, 3], InitLaw.Zeros, 0)]);
        var fault = Assert.Throws<LamellaException>(() => Safetensors.Read(new MemoryStream(Write()), other, "weights.safetensors"));
        Assert.Equal(ErrorCodes.ManifestMismatch, fault.Code);
        Assert.Contains("fc.weight F32[1,3] is due where it has fc.weight F32[1,2]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NaN_is_refused_and_its_parameter_named()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, Manifest, new float[] { 1, 2, float.NaN });
        var fault = Assert.Throws<LamellaException>(() => Safetensors.Read(stream, Manifest, "w"));
        Assert.Contains("fc.bias", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Initial_weights_are_a_pure_function_of_manifest_and_seed()
    {
        Assert.Equal(Manifest.InitialWeights(42), Manifest.InitialWeights(42));
        Assert.NotEqual(Manifest.InitialWeights(42), Manifest.InitialWeights(43));
        Assert.All(Manifest.InitialWeights(42)[..2], w => Assert.InRange(w, -0.5f, 0.5f));
        Assert.Equal(0f, Manifest.InitialWeights(42)[2]);
    }

    [Fact]
    public void Local_parameters_stand_last_and_stay_out_of_the_shared_manifest()
    {
        var manifest = new ParameterManifest(
        [
            new ParameterSpec("norm", [2], InitLaw.Ones, 0, IsLocal: true),
            new ParameterSpec("fc", [3], InitLaw.Zeros, 0),
        ]);
        Assert.Equal(["fc", "norm"], manifest.Parameters.Select(p => p.Name));
        Assert.Equal((3, 5, 3), (manifest.SharedCount, manifest.TotalCount, manifest.Shared().TotalCount));
        Assert.NotEqual(manifest.Digest(), manifest.Shared().Digest());
    }

    private static byte[] Write()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, Manifest, new float[] { 1, 2, 3 });
        return stream.ToArray();
    }
}
