using System.Buffers.Binary;
using System.Diagnostics;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Pathology.Encoders;
using Lamella.Testing;
using static Lamella.Pathology.Tests.Encoders.OnnxExamples;
using static Lamella.Pathology.Tests.Encoders.Wire;

namespace Lamella.Pathology.Tests.Encoders;

public sealed class OnnxGuardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_valid_model_passes_and_is_described()
    {
        var facts = OnnxGuard.Inspect(ChannelMeans(), "m");
        Assert.Equal(new OnnxFacts(8, 13, 2, 1, 7), facts);
        using var encoder = new OnnxEncoder(ChannelMeans(), "m", Options());
        Assert.Equal((3, facts), (encoder.Dimension, encoder.Facts));
        var features = new float[3];
        encoder.Encode([.. Enumerable.Range(0, 64).SelectMany(_ => new byte[] { 10, 20, 30 })], features);
        Assert.Equal([10, 40, 90], features);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(-1)]
    public void An_ir_version_that_the_runtime_does_not_load(int version) => AssertRefused("IrVersion", Model(ChannelMeansGraph(), ir: version));

    [Theory]
    [InlineData(6)]
    [InlineData(27)]
    [InlineData(-1)]
    public void An_operator_set_that_the_runtime_does_not_load(int version) => AssertRefused("Opset", Model(ChannelMeansGraph(), opset: version));

    [Fact]
    public void The_ends_of_both_ranges_load()
    {
        foreach (var (ir, opset) in new[] { (OnnxLimits.MinIrVersion, OnnxLimits.MinOpset), (OnnxLimits.MaxIrVersion, OnnxLimits.MaxOpset) })
            new OnnxEncoder(Model(Graph(OnnxExamples.Tiles, [Node("GlobalAveragePool", "x", "y")]), ir, opset), "m", Options()).Dispose();
    }

    [Fact]
    public void What_is_left_out()
    {
        AssertRefused("NoGraph", [.. Varint(1, 8), .. Field(8, Varint(2, 13))]);
        AssertRefused("IrVersion", [.. Field(7, ChannelMeansGraph()), .. Field(8, Varint(2, 13))]);
        AssertRefused("Opset", [.. Varint(1, 8), .. Field(7, ChannelMeansGraph())]);
        AssertRefused("Opset", [.. Varint(1, 8), .. Field(7, ChannelMeansGraph()), .. Field(8, [.. Text(1, "com.example"), .. Varint(2, 13)])]);
        AssertRefused("NoGraph", []);
    }

    [Fact]
    public void Weights_in_another_file_wherever_they_stand()
    {
        var place = Field(13, [.. Text(1, "location"), .. Text(2, "../../etc/passwd")]);
        byte[] outside = Tensor("w", [1], [1], place), flagged = Tensor("w", [1], [1], Varint(14, 1));
        foreach (var tensor in new[] { outside, flagged, Tensor("w", [1], [1], Varint(14, (1L << 32) | 1)) })
        {
            AssertRefused("ExternalData", Model(ChannelMeansGraph(more: Field(5, tensor))));
            var constant = Field(1, [.. Node("Constant", "c"), .. Field(5, [.. Text(1, "value"), .. Field(5, tensor)])]);
            AssertRefused("ExternalData", Model(ChannelMeansGraph(more: constant)));
            AssertRefused("ExternalData", Model(ChannelMeansGraph(more: Field(1, Field(5, Field(10, tensor))))));
            AssertRefused("ExternalData", Model(ChannelMeansGraph(more: Nested(2, Field(5, tensor)))));
        }

        OnnxGuard.Inspect(Model(ChannelMeansGraph(more: Field(5, Tensor("v", [1], [1], Varint(14, 0))))), "m");
    }

    [Fact]
    public void Sparse_tensors_wherever_they_stand()
    {
        byte[] sparse = [.. Field(1, Tensor("v", [1], [1])), .. Varint(3, 1L << 40)];
        AssertRefused("Sparse", Model(ChannelMeansGraph(more: Field(15, sparse))));
        AssertRefused("Sparse", Model(ChannelMeansGraph(more: Field(1, Field(5, Field(22, sparse))))));
        AssertRefused("Sparse", Model(ChannelMeansGraph(more: Field(1, Field(5, Field(23, sparse))))));
    }

    [Fact]
    public void Functions_and_training_information()
    {
        AssertRefused("Functions", Model(ChannelMeansGraph(), more: Field(25, [.. Text(1, "f"), .. Text(10, "com.example")])));
        AssertRefused("Training", Model(ChannelMeansGraph(), more: Field(20, Field(2, ChannelMeansGraph()))));
    }

    [Theory]
    [InlineData("com.microsoft")]
    [InlineData("ai.onnx.ml")]
    [InlineData("evil\u001b[2J")]
    public void Operators_of_another_domain(string domain)
    {
        var fault = AssertRefused("OperatorDomain", Model(ChannelMeansGraph(more: Field(1, [.. Node("Gelu", "x", "z"), .. Text(7, domain)]))));
        Assert.DoesNotContain('\u001b', fault.Message);
        AssertRefused("OperatorDomain", Model(ChannelMeansGraph(more: Nested(1, Field(1, [.. Node("Gelu", "x", "z"), .. Text(7, domain)])))));
    }

    [Fact]
    public void The_standard_domain_by_its_name_passes()
    {
        var named = Model(Graph(OnnxExamples.Tiles, [[.. Node("GlobalAveragePool", "x", "y"), .. Text(7, "ai.onnx")]]));
        new OnnxEncoder(named, "m", Options()).Dispose();
    }

    [Fact]
    public void Too_many_nodes_and_parts()
    {
        var nodes = Enumerable.Range(0, 20).SelectMany(_ => Field(1, Node("Relu", "x", "z"))).ToArray();
        AssertRefused("TooManyNodes", Model(ChannelMeansGraph(more: nodes)), new OnnxLimits { MaxNodes = 21 });
        AssertRefused("TooManyNodes", Model(ChannelMeansGraph(more: Nested(20, []))), new OnnxLimits { MaxNodes = 21, MaxDepth = 64 });
        OnnxGuard.Inspect(Model(ChannelMeansGraph(more: nodes)), "m", new OnnxLimits { MaxNodes = 22 });
        AssertRefused("TooManyParts", Model(ChannelMeansGraph(more: nodes)), new OnnxLimits { MaxParts = 60 });
        // Two bytes a part: 9 MB that would become 400 MB of objects.
        AssertRefused("TooManyParts", Model(ChannelMeansGraph(more: [.. Enumerable.Range(0, 4_500_000).SelectMany(_ => (byte[])[0x6A, 0])])));
    }

    [Fact]
    public void Deep_nesting_ends_early()
    {
        OnnxGuard.Inspect(Model(ChannelMeansGraph(more: Nested(9, []))), "m");
        AssertRefused("TooDeep", Model(ChannelMeansGraph(more: Nested(11, []))));
        AssertRefused("TooDeep", Model(ChannelMeansGraph(more: Nested(1000, []))));
        // A type of a list of a list of ...
        byte[] type = [];
        for (var i = 0; i < 1000; i++)
            type = Field(4, Field(1, type));
        AssertRefused("TooDeep", Model(ChannelMeansGraph(more: Field(13, Field(2, type)))));
    }

    [Fact]
    public void Long_texts()
    {
        var name = new string('a', (1 << 20) + 1);
        AssertRefused("TextTooLong", Model(ChannelMeansGraph(more: Field(1, Text(3, name)))));
        AssertRefused("TextTooLong", Model(ChannelMeansGraph(), more: Text(2, name)));
        OnnxGuard.Inspect(Model(ChannelMeansGraph(), more: Text(2, name[1..])), "m");
    }

    [Fact]
    public void Tensors_that_declare_other_than_they_bring()
    {
        AssertTensor([.. Varint(1, 1L << 40), .. Varint(2, 1)]);
        AssertTensor([.. Varint(1, 1L << 20), .. Varint(1, 1L << 20), .. Varint(1, 1L << 30), .. Varint(2, 1)]);
        AssertTensor([.. Varint(1, -1), .. Varint(2, 1), .. Fixed32(4, 1)]);
        AssertTensor([.. Varint(1, 4), .. Varint(2, 1), .. Field(9, new byte[12])]);
        AssertTensor([.. Varint(1, 2), .. Varint(2, 1), .. Field(9, new byte[12])]);
        AssertTensor([.. Varint(1, 4), .. Varint(2, 1), .. Field(4, new byte[12])]);
        AssertTensor([.. Varint(1, 4), .. Varint(2, 7), .. Field(7, 1, 2, 3)]);
        AssertTensor([.. Varint(1, 2), .. Varint(2, 8), .. Text(6, "one")]);
        AssertTensor([.. Varint(1, 1), .. Varint(2, 99), .. Field(9, 0)]);
        AssertTensor([.. Varint(1, 1), .. Field(9, 0)]);
        // Dims in one packed field, as proto3 writers give them.
        AssertTensor([.. Field(1, [.. Number(1 << 20), .. Number(1 << 20)]), .. Varint(2, 1), .. Field(9, 0)]);
        foreach (byte[] fine in (byte[][])[
            [.. Field(1, 2, 2), .. Varint(2, 7), .. Field(7, 1, 2, 3, 4)],
            [.. Varint(1, 3), .. Varint(2, 21), .. Field(9, 0, 0)],
            [.. Varint(2, 10), .. Varint(5, 7)],
            [.. Varint(1, 0), .. Varint(2, 1)],
        ])
            OnnxGuard.Inspect(Model(ChannelMeansGraph(more: Field(5, fine))), "m");

        static void AssertTensor(byte[] tensor) => AssertRefused("TensorSize", Model(ChannelMeansGraph(more: Field(5, tensor))));
    }

    [Fact]
    public void Fields_that_are_not_in_the_format_or_stand_twice()
    {
        AssertRefused("UnknownField", Model(ChannelMeansGraph(), more: Field(99, 1)));
        AssertRefused("UnknownField", Model(ChannelMeansGraph(more: Field(5, [.. Varint(2, 1), .. Field(3, Varint(1, 0))]))));
        AssertRefused("TwiceGiven", Model(ChannelMeansGraph(), more: Field(7, ChannelMeansGraph())));
        AssertRefused("TwiceGiven", Model(ChannelMeansGraph(more: Field(5, Tensor("v", [1], [1], Field(9, new byte[4]))))));
        // Fields of the right number and the wrong wire type: other readers leave them out.
        AssertRefused("Malformed", [.. Field(1, 8), .. ChannelMeans()]);
        AssertRefused("Malformed", Model(ChannelMeansGraph(), more: Varint(14, 1)));
        AssertRefused("Malformed", Model(ChannelMeansGraph(more: Field(5, [.. Varint(1, 1), .. Varint(2, 7), .. Field(7, 0x80)]))));
    }

    [Fact]
    public void Every_beginning_of_a_model_is_refused_or_whole()
    {
        // Whole fields at the end may be missing: then another rule speaks, or what is left is a model.
        var model = ChannelMeans();
        for (var length = 0; length < model.Length - 4; length++)
            Assert.Throws<LamellaException>(() => OnnxGuard.Inspect(model.AsSpan(0, length), "m"));
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        File.WriteAllBytes(folder.File("m.onnx"), ChannelMeans());
        var limits = new OnnxLimits { MaxFileBytes = 100 };
        Assert.Contains("rule FileTooLarge", Assert.Throws<LamellaException>(() => OnnxGuard.Read(folder.File("m.onnx"), limits)).Fault, StringComparison.Ordinal);
        AssertRefused("FileTooLarge", ChannelMeans(), limits);
        // 3 GiB that take no room on the disk.
        using (var sparse = File.Create(folder.File("large.onnx")))
            sparse.SetLength(3L << 30);
        Assert.Contains("rule FileTooLarge", Assert.Throws<LamellaException>(() => OnnxGuard.Read(folder.File("large.onnx"))).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_also_looks_like_the_runtimes_own_format_is_read_as_onnx()
    {
        // The runtime tells its own format by ORTM at bytes 4 to 7.
        byte[] both = [.. Text(2, "xxORTM"), .. ChannelMeans()];
        Assert.Equal("ORTM"u8, both.AsSpan(4, 4));
        new OnnxEncoder(both, "m", Options()).Dispose();
    }

    [Fact]
    public void Two_thousand_damaged_models_are_refused_or_loaded()
    {
        var (refusedByGuard, refusedLater, loaded) = (0, 0, 0);
        var model = ChannelMeans([-1, 3, 8, 8]);
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < 2000; number++)
        {
            // Every second one is hurt once only, so that more of them come past the guard.
            var damaged = Damage(model, number % 2 == 0 ? 1 : 4, new RandomStream(20, "", "onnx-fuzz", (ulong)number));
            try
            {
                new OnnxEncoder(damaged, "m", Options()).Dispose();
                loaded++;
            }
            catch (LamellaException fault)
            {
                Assert.Equal(ErrorCodes.EncoderRefused, fault.Code);
                if (fault.Fault.Contains("(rule ", StringComparison.Ordinal))
                    refusedByGuard++;
                else
                    refusedLater++;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TestContext.Current.SendDiagnosticMessage($"{refusedByGuard} refused by the guard, {refusedLater} by the runtime or the encoder, {loaded} loaded, in {seconds:F1} s");
        Assert.True(refusedByGuard > 500 && refusedLater > 20 && loaded > 20, $"{refusedByGuard}, {refusedLater}, {loaded}");
        Assert.InRange(seconds, 0, 120);
    }

    [Fact]
    public void A_real_encoder_passes_quickly()
    {
        var model = OnnxGuard.Read(SharedData.Require("backbone", "squeezenet1_1_features.onnx"));
        OnnxGuard.Inspect(model, "m");
        var start = Stopwatch.GetTimestamp();
        var facts = OnnxGuard.Inspect(model, "m");
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        TestContext.Current.SendDiagnosticMessage($"{facts} in {milliseconds:F2} ms");
        Assert.InRange(milliseconds, 0, 500);
        Assert.InRange(facts.Nodes, 50, 200);
    }

    private static OnnxEncoderOptions Options() => new() { TileSize = 8, MicronsPerPixel = .5, Batch = 4 };

    private static LamellaException AssertRefused(string rule, byte[] model, OnnxLimits? limits = null)
    {
        var fault = Assert.Throws<LamellaException>(() => OnnxGuard.Inspect(model, "m", limits));
        Assert.Equal(ErrorCodes.EncoderRefused, fault.Code);
        Assert.Contains($"(rule {rule})", fault.Fault, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
        return fault;
    }

    /// <summary>Bits turned over, pieces cut out, doubled or put in, the end cut off; up to <paramref name="most"/> of these.</summary>
    private static byte[] Damage(byte[] model, int most, RandomStream stream)
    {
        var damaged = model.ToList();
        for (var change = 1 + stream.NextInt(most); change > 0 && damaged.Count > 8; change--)
        {
            var at = stream.NextInt(damaged.Count);
            var length = Math.Min(1 + stream.NextInt(8), damaged.Count - at);
            switch (stream.NextInt(8))
            {
                case 0:
                    damaged.RemoveRange(at, length);
                    break;
                case 1:
                    damaged.InsertRange(at, damaged.GetRange(at, length));
                    break;
                case 2:
                    damaged.RemoveRange(damaged.Count - length, length);
                    break;
                case 3:
                    var bytes = new byte[4];
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes, stream.NextUInt32());
                    damaged.InsertRange(at, bytes);
                    break;
                default:
                    damaged[at] = (byte)(damaged[at] ^ (1 << stream.NextInt(8)));
                    break;
            }
        }

        return [.. damaged];
    }
}
