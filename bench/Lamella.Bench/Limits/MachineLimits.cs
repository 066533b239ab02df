using TorchSharp;

namespace Lamella.Bench.Limits;

/// <summary>What this machine does at best for the plain forms of the work, with the threads that are set.</summary>
internal static class MachineLimits
{
    private const int Piece = 1 << 20;

    /// <summary>Reads files front to back in pieces of 1 MiB and copies each piece in memory.</summary>
    /// <returns>Bytes read.</returns>
    public static double ReadAndCopy(IEnumerable<string> files)
    {
        byte[] read = new byte[Piece], copy = new byte[Piece];
        var total = 0L;
        foreach (var path in files)
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var offset = 0L;
            for (int count; (count = RandomAccess.Read(file, read, offset)) > 0; offset += count)
                read.AsSpan(0, count).CopyTo(copy);
            total += offset;
        }

        return total;
    }

    /// <summary>Multiplies two square float32 matrices.</summary>
    /// <param name="size">Rows and columns.</param>
    /// <returns>Floating point operations: 2 size^3.</returns>
    public static double Sgemm(int size = 2048)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.inference_mode();
        var (left, right) = (torch.ones(size, size), torch.ones(size, size));
        torch.mm(left, right);
        return 2.0 * size * size * size;
    }
}
