using System.Text;

namespace Lamella.Pathology.Tests.Encoders;

/// <summary>Writes protobuf's wire format, field by field.</summary>
internal static class Wire
{
    public static byte[] Field(int number, params byte[] content) => [.. Number((ulong)((number << 3) | 2)), .. Number((ulong)content.Length), .. content];

    public static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Varint(int number, long value) => [.. Number((ulong)(number << 3)), .. Number((ulong)value)];

    public static byte[] Fixed32(int number, float value) => [.. Number((ulong)((number << 3) | 5)), .. BitConverter.GetBytes(value)];

    public static byte[] Number(ulong value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Number(value >> 7)];
}
