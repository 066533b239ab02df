using System.Buffers.Binary;

namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>
/// One image file directory of TIFF 6.0, or of BigTIFF. Its length hangs on what it holds, not on the values, so that room can be left for it before
/// they are known. Little-endian; entries must be added in ascending order of their tags.
/// </summary>
internal sealed class TiffDirectory(bool big)
{
    private const ushort Ascii = 2, Short = 3, Long = 4, Rational = 5, Long8 = 16;
    private readonly List<(ushort Tag, ushort Type, ulong[] Values)> entries = [];

    /// <summary>Bytes of the directory with all that belongs to it.</summary>
    public int Length => Head + entries.Sum(entry => Outside(entry));

    private int Head => (big ? 8 : 2) + (entries.Count * (big ? 20 : 12)) + (big ? 8 : 4);

    private int Word => big ? 8 : 4;

    public void Shorts(ushort tag, params ulong[] values) => entries.Add((tag, Short, values));

    public void Longs(ushort tag, params ulong[] values) => entries.Add((tag, Long, values));

    /// <summary>Offsets into the file: as wide as the kind of file has them.</summary>
    public void Offsets(ushort tag, ulong[] values) => entries.Add((tag, big ? Long8 : Long, values));

    public void Fraction(ushort tag, uint numerator, uint denominator) => entries.Add((tag, Rational, [numerator, denominator]));

    public void Text(ushort tag, string ascii) => entries.Add((tag, Ascii, [.. ascii.Select(letter => (ulong)letter), 0]));

    /// <summary>The bytes for a place in the file.</summary>
    /// <param name="at">Where the directory will lie.</param>
    /// <param name="next">Where the next one lies; 0: this is the last.</param>
    public byte[] ToBytes(long at, long next)
    {
        var bytes = new byte[Length];
        var (cursor, outside) = (0, Head);
        Put(big ? 8 : 2, (ulong)entries.Count);
        foreach (var entry in entries)
        {
            Put(2, entry.Tag);
            Put(2, entry.Type);
            Put(Word, (ulong)(entry.Type == Rational ? entry.Values.Length / 2 : entry.Values.Length));
            if (Outside(entry) is > 0 and var length)
            {
                Put(Word, (ulong)(at + outside));
                var back = cursor;
                cursor = outside;
                PutValues(entry);
                (cursor, outside) = (back, outside + length);
            }
            else
            {
                var end = cursor + Word;
                PutValues(entry);
                cursor = end;
            }
        }

        Put(Word, (ulong)next);
        return bytes;

        void PutValues((ushort Tag, ushort Type, ulong[] Values) entry)
        {
            foreach (var value in entry.Values)
                Put(Size(entry.Type), value);
        }

        void Put(int size, ulong value)
        {
            var place = bytes.AsSpan(cursor, size);
            cursor += size;
            switch (size)
            {
                case 1:
                    place[0] = checked((byte)value);
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(place, checked((ushort)value));
                    break;
                case 4:
                    BinaryPrimitives.WriteUInt32LittleEndian(place, checked((uint)value));
                    break;
                default:
                    BinaryPrimitives.WriteUInt64LittleEndian(place, value);
                    break;
            }
        }
    }

    private static int Size(ushort type) => type switch { Ascii => 1, Short => 2, Long8 => 8, _ => 4 };

    /// <summary>Bytes of the values that do not fit into the entry itself, on a word boundary.</summary>
    private int Outside((ushort Tag, ushort Type, ulong[] Values) entry)
    {
        var length = Size(entry.Type) * entry.Values.Length;
        return length <= Word ? 0 : (length + 7) & ~7;
    }
}
