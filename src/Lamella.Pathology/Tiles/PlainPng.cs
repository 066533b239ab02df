using System.Buffers.Binary;
using System.IO.Compression;

namespace Lamella.Pathology.Tiles;

/// <summary>
/// Reads the one kind of PNG most tile folders hold (8-bit RGB, not interlaced, no transparency; PNG specification, third edition) several times
/// faster than a general image library opens a file of a few kilobytes. Anything else, damage included, is left to that library.
/// </summary>
internal static class PlainPng
{
    private const int MaxSide = 8192;
    private const uint Header = 0x49484452, Data = 0x49444154, End = 0x49454E44, Transparency = 0x74524E53;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The pixels, row by row, RGB; null when it is not of this kind or not whole.</summary>
    public static byte[]? TryRead(byte[] file, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (!file.AsSpan().StartsWith(Signature))
            return null;
        using var packed = new MemoryStream(file.Length);
        var ended = false;
        for (var at = 8; !ended && at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                return null;
            var body = file.AsSpan(at + 8, (int)length);
            switch (BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4)))
            {
                case Header when length == 13 && body[8] == 8 && body[9] == 2 && body[12] == 0:
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                    break;
                case Header or Transparency:
                    return null;
                case Data:
                    packed.Write(body);
                    break;
                case End:
                    ended = true;
                    break;
            }

            at += (int)length + 12;
        }

        return ended && width is > 0 and <= MaxSide && height is > 0 and <= MaxSide ? Unpack(packed, width, height) : null;
    }

    private static byte[]? Unpack(MemoryStream packed, int width, int height)
    {
        var stride = width * 3;
        var pixels = new byte[stride * height];
        var line = new byte[stride + 1];
        packed.Position = 0;
        try
        {
            using var stream = new ZLibStream(packed, CompressionMode.Decompress);
            ReadOnlySpan<byte> above = new byte[stride];
            for (var y = 0; y < height; y++)
            {
                stream.ReadExactly(line);
                var row = pixels.AsSpan(y * stride, stride);
                line.AsSpan(1).CopyTo(row);
                if (!Unfilter(line[0], row, above))
                    return null;
                above = row;
            }

            // Reading to the end makes the stream check its sum.
            return stream.ReadByte() < 0 ? pixels : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static bool Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = 3; i < row.Length; i++)
                    row[i] += row[i - 3];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < 3 ? 0 : row[i - 3]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < 3; i++)
                    row[i] += above[i];
                for (var i = 3; i < row.Length; i++)
                    row[i] += Paeth(row[i - 3], above[i], above[i - 3]);
                break;
            default:
                return false;
        }

        return true;
    }

    private static byte Paeth(int left, int above, int aboveLeft)
    {
        var estimate = left + above - aboveLeft;
        int toLeft = Math.Abs(estimate - left), toAbove = Math.Abs(estimate - above), toAboveLeft = Math.Abs(estimate - aboveLeft);
        return (byte)(toLeft <= toAbove && toLeft <= toAboveLeft ? left : toAbove <= toAboveLeft ? above : aboveLeft);
    }
}
