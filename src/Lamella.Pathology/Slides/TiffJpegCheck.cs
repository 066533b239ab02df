using System.Buffers.Binary;

namespace Lamella.Pathology.Slides;

/// <summary>
/// Finds TIFF pictures whose JPEG tiles hold other colours than their tags say: tags call them RGB, the JPEG is YCbCr (halved colour, or a JFIF mark). They
/// decode without a fault and show tissue in green and pink. Looks at the first directory and its first tile or strip; what it cannot follow it lets pass.
/// </summary>
internal static class TiffJpegCheck
{
    private const int Compression = 259, Photometric = 262, StripOffsets = 273, TileOffsets = 324, Jpeg = 7, Rgb = 2, HeadBytes = 4096, MostEntries = 4096;

    /// <summary>Whether tags and JPEG disagree.</summary>
    public static bool ColoursDisagree(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        return Directory(file) is { Compression: Jpeg, Photometric: Rgb, First: > 0 } directory && IsYCbCr(Read(file, directory.First, HeadBytes));
    }

    /// <summary>Of a JPEG stream's head: whether it is marked as JFIF, or its first component is stored finer than the others.</summary>
    private static bool IsYCbCr(ReadOnlySpan<byte> jpeg)
    {
        const byte mark = 0xFF, startOfScan = 0xDA, application0 = 0xE0;
        if (jpeg.Length < 4 || jpeg[0] != mark || jpeg[1] != 0xD8)
            return false;
        for (var at = 2; at + 4 <= jpeg.Length && jpeg[at] == mark;)
        {
            var (kind, length) = (jpeg[at + 1], BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]));
            var body = jpeg[Math.Min(jpeg.Length, at + 4)..];
            if (kind == application0 && body.StartsWith("JFIF"u8))
                return true;
            // Baseline, extended or progressive frame: precision, height, width, components, then 3 bytes each; the second is the sampling.
            if (kind is 0xC0 or 0xC1 or 0xC2)
                return body.Length > 7 && body[5] == 3 && body[7] != 0x11;
            if (kind == startOfScan)
                return false;
            at += 2 + length;
        }

        return false;
    }

    private static (int Compression, int Photometric, long First)? Directory(FileStream file)
    {
        var head = Read(file, 0, 16);
        if (head.Length < 16 || !(head is [(byte)'I', (byte)'I', ..] or [(byte)'M', (byte)'M', ..]))
            return null;
        var order = new Order(head[0] == 'I');
        var big = order.Short(head.AsSpan(2)) == 43;
        if (!big && order.Short(head.AsSpan(2)) != 42)
            return null;
        var at = big ? order.Long(head.AsSpan(8)) : order.Int(head.AsSpan(4));
        var (countBytes, entryBytes) = big ? (8, 20) : (2, 12);
        var countField = Read(file, at, countBytes);
        if (countField.Length < countBytes)
            return null;
        var count = big ? order.Long(countField) : order.Short(countField);
        if (count is < 1 or > MostEntries)
            return null;
        var entries = Read(file, at + countBytes, (int)count * entryBytes);
        (int Compression, int Photometric, long First) found = default;
        for (var entry = 0; entry + entryBytes <= entries.Length; entry += entryBytes)
        {
            var field = entries.AsSpan(entry, entryBytes);
            var (tag, type, values) = (order.Short(field), order.Short(field[2..]), big ? order.Long(field[4..]) : order.Int(field[4..]));
            var value = field[(big ? 12 : 8)..];
            if (tag == Compression)
                found.Compression = order.Short(value);
            else if (tag == Photometric)
                found.Photometric = order.Short(value);
            else if (tag is StripOffsets or TileOffsets)
                found.First = First(file, order, type, values, value);
        }

        return found;
    }

    /// <summary>The first of a field's offsets, which stand in the field when they fit and elsewhere when not.</summary>
    private static long First(FileStream file, Order order, int type, long values, ReadOnlySpan<byte> field)
    {
        const int shortType = 3, long8Type = 16;
        var size = type == shortType ? 2 : type == long8Type ? 8 : 4;
        ReadOnlySpan<byte> from = values * size <= field.Length ? field : Read(file, field.Length == 8 ? order.Long(field) : order.Int(field), size);
        return from.Length < size ? 0 : size switch { 2 => order.Short(from), 8 => order.Long(from), _ => order.Int(from) };
    }

    private static byte[] Read(FileStream file, long at, int count)
    {
        if (at < 0 || at >= file.Length)
            return [];
        file.Position = at;
        var bytes = new byte[(int)Math.Min(count, file.Length - at)];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Order of bytes.</summary>
    private readonly record struct Order(bool Little)
    {
        public int Short(ReadOnlySpan<byte> bytes) => Little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

        public long Int(ReadOnlySpan<byte> bytes) => Little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

        public long Long(ReadOnlySpan<byte> bytes) => Little ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
