using System.Runtime.InteropServices;
using static Lamella.Pathology.Tests.Encoders.Wire;

namespace Lamella.Pathology.Tests.Encoders;

/// <summary>The smallest ONNX models (onnx.proto3 names the numbers of the fields).</summary>
internal static class OnnxExamples
{
    /// <summary>Any n, 3 channels, any height and width.</summary>
    public static readonly int[] Tiles = [-1, 3, -1, -1];

    /// <summary>A model whose output is its float input of the given shape (-1: any).</summary>
    public static byte[] Identity(int[] shape) => Model(Graph(shape, [Node("Identity", "x", "y")]));

    /// <summary>A valid encoder: the mean of each channel times a weight from an initializer, [n, 3, 1, 1].</summary>
    public static byte[] ChannelMeans(int[]? shape = null, float[]? weights = null) => Model(ChannelMeansGraph(shape, weights));

    /// <summary>The graph of <see cref="ChannelMeans"/> with fields added to it.</summary>
    public static byte[] ChannelMeansGraph(int[]? shape = null, float[]? weights = null, params byte[] more) => Graph(
        shape ?? Tiles,
        [Node("GlobalAveragePool", "x", "m"), Node("Mul", "m", "w", "y")],
        [.. Field(5, Tensor("w", [1, 3, 1, 1], weights ?? [1, 2, 3])), .. more]);

    /// <summary>A model with an IR version, an operator set and fields added.</summary>
    public static byte[] Model(byte[] graph, long ir = 8, long opset = 13, params byte[] more) =>
        [.. Varint(1, ir), .. Field(7, graph), .. Field(8, Varint(2, opset)), .. more];

    /// <summary>A graph from x to y of one shape, with fields added.</summary>
    public static byte[] Graph(int[] shape, byte[][] nodes, params byte[] more) =>
        [.. nodes.SelectMany(node => Field(1, node)), .. Text(2, "g"), .. more, .. Field(11, Value("x", shape)), .. Field(12, Value("y", shape.Length == 4 ? Tiles : shape))];

    /// <summary>A node; the last name is its output.</summary>
    public static byte[] Node(string operation, params string[] names) =>
        [.. names[..^1].SelectMany(name => Text(1, name)), .. Text(2, names[^1]), .. Text(4, operation)];

    /// <summary>A tensor of floats as raw bytes, with fields added.</summary>
    public static byte[] Tensor(string name, long[] shape, float[] values, params byte[] more) =>
        [.. shape.SelectMany(side => Varint(1, side)), .. Varint(2, 1), .. Text(8, name), .. Field(9, MemoryMarshal.AsBytes<float>(values).ToArray()), .. more];

    /// <summary>A graph inside the attribute of a node, as many times as asked.</summary>
    public static byte[] Nested(int levels, byte[] innermost)
    {
        var graph = innermost;
        for (var level = 0; level < levels; level++)
            graph = Field(1, [.. Text(4, "If"), .. Field(5, [.. Text(1, "then_branch"), .. Field(6, graph)])]);
        return graph;
    }

    private static byte[] Value(string name, int[] shape) => [.. Text(1, name), .. Field(2, Field(1, [.. Varint(1, 1), .. Field(2, [.. shape.SelectMany(Side)])]))];

    private static byte[] Side(int side, int index) => Field(1, side < 0 ? Text(2, "n" + index) : Varint(1, side));
}
