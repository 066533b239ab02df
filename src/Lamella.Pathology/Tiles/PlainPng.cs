using System.Buffers.Binary;
using System.IO.Compression;

namespace Lamella.Pathology.Tiles;

/// <summary>
/// Reads the one kind of PNG most tile folders hold (8-bit RGB, not interlaced, no transparency; PNG specification, third edition) several times
/// faster than a general image library opens a file of a few kilobytes. Anything else, damage included, is left to that library.
/// </summary>
internal readonly ref struct PlainPng
{
    private const int MaxSide = 8192;
    private const uint Header = 0x49484452, Data = 0x49444154, End = 0x49454E44, Transparency = 0x74524E53;
    private readonly byte[] packed;
    private readonly int start, length;

    private PlainPng(byte[] packed, int start, int length, int width, int height) =>
        (this.packed, this.start, this.length, Width, Height) = (packed, start, length, width, height);

    public int Width { get; }

    public int Height { get; }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// Takes a file apart. Its packed parts are moved together inside <paramref name="file"/>, so that nothing is allocated.
    /// </summary>
    /// <returns>False when it is not of this kind or not whole.</returns>
    public static bool TryOpen(byte[] file, int size, out PlainPng png)
    {
        png = default;
        if (!file.AsSpan(0, size).StartsWith(Signature))
            return false;
        var (width, height, ended) = (0, 0, false);
        var to = Signature.Length;
        for (var at = Signature.Length; !ended && at + 12 <= size;)
        {
            var count = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (count > size - at - 12)
                return false;
            var kind = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4));
            var body = file.AsSpan(at + 8, (int)count);
            at += (int)count + 12;
            switch (kind)
            {
                case Header when count == 13 && body[8] == 8 && body[9] == 2 && body[12] == 0:
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                    break;
                case Header or Transparency:
                    return false;
                case Data:
                    body.CopyTo(file.AsSpan(to));
                    to += (int)count;
                    break;
                case End:
                    ended = true;
                    break;
            }
        }

        png = new PlainPng(file, Signature.Length, to - Signature.Length, width, height);
        return ended && width is > 0 and <= MaxSide && height is > 0 and <= MaxSide;
    }

    /// <summary>Unpacks into Width * Height * 3 bytes, row by row, RGB; false when the packed parts are damaged.</summary>
    public bool TryUnpack(Span<byte> pixels)
    {
        var stride = Width * 3;
        var line = new byte[stride + 1];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed, start, length, writable: false), CompressionMode.Decompress);
            ReadOnlySpan<byte> above = new byte[stride];
            for (var y = 0; y < Height; y++)
            {
                stream.ReadExactly(line);
                var row = pixels.Slice(y * stride, stride);
                line.AsSpan(1).CopyTo(row);
                if (!Unfilter(line[0], row, above))
                    return false;
                above = row;
            }

            // Reading to the end makes the stream check its sum.
            return stream.ReadByte() < 0;
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            return false;
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
