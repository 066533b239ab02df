using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Encoders.Registry;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Encoders;

public sealed class EncoderRegistryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EncoderRegistry registry;
    private readonly string model;

    public EncoderRegistryTests()
    {
        registry = new EncoderRegistry(folder.File("encoders"), new Noon());
        model = folder.File("means.onnx");
        File.WriteAllBytes(model, OnnxExamples.ChannelMeans());
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_added_is_listed_and_found()
    {
        Assert.Empty(registry.List());
        var (added, wasThere) = registry.Add(model, " MIT ", scaling: InputScaling.Unit);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        Assert.False(wasThere);
        Assert.Equal(
            new RegisteredEncoder
            {
                Sha256 = sha256,
                Name = "means",
                Licence = "MIT",
                Bytes = new FileInfo(model).Length,
                Dimension = 3,
                InputSide = null,
                Opset = 13,
                Scaling = InputScaling.Unit,
                AddedAt = Noon.Time,
                File = folder.File("encoders", sha256 + ".onnx"),
            },
            added);
        Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(added.File));
        // A registry opened anew reads it from the disk.
        var again = new EncoderRegistry(folder.File("encoders"));
        Assert.Equal([added], again.List());
        foreach (var wanted in new[] { sha256, sha256[..4], sha256[..9].ToUpperInvariant(), "means" })
            Assert.Equal(added, again.Find(wanted));
    }

    [Fact]
    public void Adding_again_changes_nothing_and_says_so()
    {
        var first = registry.Add(model, "MIT");
        var again = registry.Add(model, "MIT");
        Assert.Equal((first.Encoder, true), (again.Encoder, again.WasThere));
        Assert.Contains("another licence", Assert.Throws<LamellaException>(() => registry.Add(model, "GPL")).Fault, StringComparison.Ordinal);
        Assert.Contains("another scaling", Assert.Throws<LamellaException>(() => registry.Add(model, "MIT", scaling: InputScaling.ImageNet)).Fault, StringComparison.Ordinal);
        Assert.Contains("another name", Assert.Throws<LamellaException>(() => registry.Add(model, "MIT", "other")).Fault, StringComparison.Ordinal);
        Assert.Single(registry.List());
    }

    [Fact]
    public void A_licence_is_needed()
    {
        foreach (var licence in new[] { "", "  \t", "two\nlines", new string('x', 1001) })
            Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => registry.Add(model, licence)).Code);
        Assert.False(Directory.Exists(folder.File("encoders")));
    }

    [Fact]
    public void Names_are_plain_and_not_taken()
    {
        registry.Add(model, "MIT");
        var other = folder.File("x", "means.onnx");
        Directory.CreateDirectory(folder.File("x"));
        File.WriteAllBytes(other, OnnxExamples.ChannelMeans(weights: [3, 2, 1]));
        Assert.Contains("is called 'means'", Assert.Throws<LamellaException>(() => registry.Add(other, "MIT")).Fault, StringComparison.Ordinal);
        foreach (var name in new[] { "", "a b", "../means", "abcd1234", new string('n', 65) })
            Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => registry.Add(other, "MIT", name)).Code);
        Assert.Equal("means-2", registry.Add(other, "MIT", "means-2").Encoder.Name);
        Assert.Equal(["means", "means-2"], registry.List().Select(encoder => encoder.Name));
    }

    [Fact]
    public void What_is_refused_does_not_enter()
    {
        File.WriteAllBytes(model, OnnxExamples.Identity(OnnxExamples.Tiles));
        Assert.Equal(ErrorCodes.EncoderRefused, Assert.Throws<LamellaException>(() => registry.Add(model, "MIT")).Code);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => registry.Add(folder.File("none.onnx"), "MIT")).Code);
        Assert.False(Directory.Exists(folder.File("encoders")));
    }

    [Fact]
    public void An_unknown_or_ambiguous_encoder()
    {
        registry.Add(model, "MIT");
        foreach (var wanted in new[] { "", "mean", "zzzz", registry.List()[0].Sha256[..3] })
            Assert.Equal(ErrorCodes.EncoderUnknown, Assert.Throws<LamellaException>(() => registry.Find(wanted)).Code);
        // Two records that begin alike.
        var (one, two) = ("abcd" + new string('0', 60), "abcd" + new string('1', 60));
        var text = File.ReadAllText(Path.ChangeExtension(registry.List()[0].File, ".json"));
        foreach (var sha256 in new[] { one, two })
            File.WriteAllText(folder.File("encoders", sha256 + ".json"), text.Replace(registry.List().First(e => e.Name == "means").Sha256, sha256, StringComparison.Ordinal).Replace("\"means\"", $"\"m{sha256[^1]}\"", StringComparison.Ordinal));
        Assert.Contains("2 encoders", Assert.Throws<LamellaException>(() => registry.Find("abcd")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_changed_or_lost_is_noticed_and_comes_back_when_it_is_added_again()
    {
        var added = registry.Add(model, "MIT").Encoder;
        var bytes = File.ReadAllBytes(added.File);
        bytes[^1] ^= 1;
        File.WriteAllBytes(added.File, bytes);
        Assert.Contains("was changed", Assert.Throws<LamellaException>(() => registry.Find("means")).Fault, StringComparison.Ordinal);
        Assert.True(registry.Add(model, "MIT").WasThere);
        Assert.Equal(added, registry.Find("means"));
        File.Delete(added.File);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => registry.Find("means")).Code);
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_named()
    {
        var record = Path.ChangeExtension(registry.Add(model, "MIT").Encoder.File, ".json");
        foreach (var text in new[] { "", "null", "{}", "[", File.ReadAllText(record).Replace("\"sha256\": \"", "\"sha256\": \"0", StringComparison.Ordinal) })
        {
            File.WriteAllText(record, text);
            var fault = Assert.Throws<LamellaException>(registry.List);
            Assert.Equal(ErrorCodes.EncoderRefused, fault.Code);
            Assert.Contains(record, fault.Fault, StringComparison.Ordinal);
        }
    }

    private sealed class Noon : TimeProvider
    {
        public static readonly DateTimeOffset Time = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Time;
    }
}
