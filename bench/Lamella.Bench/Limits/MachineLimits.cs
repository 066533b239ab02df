using System.Security.Cryptography;
using TorchSharp;

namespace Lamella.Bench.Limits;

/// <summary>What this machine does at best for the plain forms of the work, with the threads that are set.</summary>
internal static class MachineLimits
{
    private const int Piece = 1 << 20;

    /// <summary>Reads files front to back in pieces of 1 MiB, hashes each piece (SHA-256) and copies it in memory.</summary>
    /// <param name="files">The files.</param>
    /// <param name="threads">How many files at once.</param>
    /// <returns>Bytes read.</returns>
    public static double ReadHashAndCopy(IReadOnlyList<string> files, int threads)
    {
        var total = 0L;
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = threads }, path =>
        {
            byte[] read = new byte[Piece], copy = new byte[Piece];
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var offset = 0L;
            for (int count; (count = RandomAccess.Read(file, read, offset)) > 0; offset += count)
            {
                hash.AppendData(read, 0, count);
                read.AsSpan(0, count).CopyTo(copy);
            }

            hash.GetHashAndReset();
            Interlocked.Add(ref total, offset);
        });
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
