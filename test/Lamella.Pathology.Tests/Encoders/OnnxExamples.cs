using System.Text;

namespace Lamella.Pathology.Tests.Encoders;

/// <summary>The smallest ONNX models, written field by field in protobuf's wire format (onnx.proto3 names the numbers).</summary>
internal static class OnnxExamples
{
    /// <summary>A model whose output is its float input of the given shape (-1: any).</summary>
    public static byte[] Identity(int[] shape)
    {
        byte[] Value(string name) => [.. Field(1, Text(name)), .. Field(2, Field(1, [.. Varint(1, 1), .. Field(2, [.. shape.SelectMany(Side)])]))];
        byte[] node = [.. Field(1, Text("x")), .. Field(2, Text("y")), .. Field(4, Text("Identity"))];
        byte[] graph = [.. Field(1, node), .. Field(2, Text("g")), .. Field(11, Value("x")), .. Field(12, Value("y"))];
        return [.. Varint(1, 8), .. Field(7, graph), .. Field(8, Varint(2, 13))];
    }

    private static byte[] Side(int side) => Field(1, side < 0 ? Field(2, Text("n")) : Varint(1, side));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Field(int number, byte[] content) => [.. Number((number << 3) | 2), .. Number(content.Length), .. content];

    private static byte[] Varint(int number, int value) => [.. Number(number << 3), .. Number(value)];

    private static byte[] Number(int value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Number(value >> 7)];
}
