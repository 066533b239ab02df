using System.Buffers.Binary;

namespace Lamella.Pathology.Bags;

/// <summary>The first bytes of an HDF5 file (File Format Specification 3.0, II.A): is it one, and is it as long as it says.</summary>
internal static class Superblock
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    public static void RequireWhole(string path)
    {
        Span<byte> head = stackalloc byte[64];
        using var handle = File.OpenHandle(path);
        var length = RandomAccess.GetLength(handle);
        if (RandomAccess.Read(handle, head, 0) < head.Length || !head.StartsWith(Signature))
            throw BagFaults.Corrupt(path, "is not an HDF5 file: the signature is missing.");

        // Address of the end of file: after version-specific fields; only files with 8-byte offsets are met in practice.
        var (offsetSize, at) = head[8] switch
        {
            0 => (head[13], 40),
            1 => (head[13], 44),
            2 or 3 => (head[9], 28),
            _ => throw BagFaults.Corrupt(path, $"has an unknown HDF5 superblock version {head[8]}."),
        };
        if (offsetSize != 8)
            throw BagFaults.Corrupt(path, $"uses {offsetSize}-byte HDF5 offsets; 8 are read.");
        var end = BinaryPrimitives.ReadUInt64LittleEndian(head[at..]);
        if (end > (ulong)length)
            throw BagFaults.Corrupt(path, $"is truncated: {length} of {end} bytes are there.");
    }
}
