using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Lamella.Federation.Models;

/// <summary>A tensor as a safetensors header names it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Dtype">Type, e.g. <c>F32</c>.</param>
/// <param name="Shape">Row-major shape.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
public sealed record TensorEntry(string Name, string Dtype, ImmutableArray<long> Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file: 8 bytes little-endian length, then that many bytes of JSON, then the data. Parsing trusts nothing: lengths,
/// offsets, shapes and types are checked against each other and against the file before a byte of data is read.
/// </summary>
/// <param name="Tensors">Tensors in the order of their data.</param>
/// <param name="Metadata">The <c>__metadata__</c> strings.</param>
/// <param name="DataStart">File offset of the first data byte.</param>
public sealed record SafetensorsHeader(ImmutableArray<TensorEntry> Tensors, ImmutableDictionary<string, string> Metadata, long DataStart)
{
    /// <summary>Longest header that is read, in bytes.</summary>
    public const int MaxHeaderBytes = 16 << 20;

    /// <summary>Encodes a header for float32 tensors laid out one after the other; padded with spaces so that data starts at a multiple of 8.</summary>
    public static byte[] Encode(IEnumerable<(string Name, ImmutableArray<int> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, shape) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                long count = 1;
                foreach (var extent in shape)
                {
                    json.WriteNumberValue(extent);
                    count *= extent;
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += count * sizeof(float);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (stream.Length % 8 != 0)
            stream.WriteByte((byte)' ');
        var bytes = new byte[8 + stream.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, stream.Length);
        stream.ToArray().CopyTo(bytes, 8);
        return bytes;
    }

    /// <summary>Length of the JSON part, from a file's first 8 bytes, checked against the file's length.</summary>
    public static int JsonLength(ReadOnlySpan<byte> first8, long fileLength, string what)
    {
        if (first8.Length < 8 || fileLength < 8)
            throw Corrupt(what, "it is shorter than a header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(first8);
        if (length > MaxHeaderBytes || (long)length > fileLength - 8)
            throw Corrupt(what, $"its header claims {length} bytes, the file has {fileLength}");
        return (int)length;
    }

    /// <summary>Parses and checks the JSON part.</summary>
    /// <param name="json">The JSON bytes.</param>
    /// <param name="fileLength">Length of the whole file in bytes.</param>
    /// <param name="what">The file or message, for the fault's text.</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long fileLength, string what)
    {
        var metadata = ImmutableDictionary.CreateBuilder<string, string>();
        var tensors = new List<TensorEntry>();
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(json));
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (var entry in property.Value.EnumerateObject())
                        metadata[entry.Name] = entry.Value.GetString() ?? "";
                    continue;
                }

                var offsets = property.Value.GetProperty("data_offsets");
                tensors.Add(new TensorEntry(
                    property.Name,
                    property.Value.GetProperty("dtype").GetString() ?? "",
                    [.. property.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())],
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64()));
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            throw Corrupt(what, "its header is not the JSON of a safetensors file", e);
        }

        var dataStart = 8L + json.Length;
        var ordered = tensors.OrderBy(t => t.Begin).ThenBy(t => t.End).ToImmutableArray();
        long expected = 0;
        foreach (var tensor in ordered)
        {
            if (tensor.Begin != expected || tensor.End < tensor.Begin)
                throw Corrupt(what, $"tensor '{tensor.Name}' starts at byte {tensor.Begin} where {expected} is due (overlap or hole)");
            if (ByteCount(tensor) is not { } bytes || bytes != tensor.End - tensor.Begin)
                throw Corrupt(what, $"tensor '{tensor.Name}' is {tensor.Dtype}[{string.Join(',', tensor.Shape)}], which is not {tensor.End - tensor.Begin} bytes");
            expected = tensor.End;
        }

        if (dataStart + expected != fileLength)
            throw Corrupt(what, $"its header describes {expected} bytes of data, the file has {fileLength - dataStart} (cut off or padded)");
        if (tensors.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() != tensors.Count)
            throw Corrupt(what, "a tensor's name stands twice");
        return new(ordered, metadata.ToImmutable(), dataStart);
    }

    private static long? ByteCount(TensorEntry tensor)
    {
        long? size = tensor.Dtype switch { "F64" or "I64" or "U64" => 8, "F32" or "I32" or "U32" => 4, "F16" or "BF16" or "I16" or "U16" => 2, "U8" or "I8" or "BOOL" => 1, _ => null };
        foreach (var extent in tensor.Shape)
        {
            if (size is null || extent < 0 || (extent > 0 && size > long.MaxValue / extent))
                return null;
            size *= extent;
        }

        return size;
    }

    private static LamellaException Corrupt(string what, string why, Exception? inner = null) =>
        new(ErrorCodes.SafetensorsCorrupt, $"{what} is not a sound safetensors file: {why}.", "Fetch or write it again; a file that was cut off in transfer is never used in part.", inner);
}
