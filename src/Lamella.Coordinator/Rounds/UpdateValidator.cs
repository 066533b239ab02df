using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>What an update's file must be before it counts: of the model's layout, and finite. What the site says of it is judged by the rules.</summary>
/// <param name="manifest">Names and shapes of what travels.</param>
/// <param name="parts">Vectors of the file; the first is the delta.</param>
public sealed class UpdateValidator(ParameterManifest manifest, IReadOnlyList<string> parts)
{
    private const int SliceLength = 1 << 18;

    /// <summary>Checks a file and gives the Euclidean norm of all its vectors: a control out of proportion is noticed like a delta.</summary>
    /// <exception cref="LamellaException">What is wrong with it.</exception>
    public double Measure(IBlobStore blobs, string update, string what)
    {
        using var file = blobs.OpenSlices(update);
        file.Verify(CancellationToken.None);
        var header = SliceHeader.Read(file, what);
        Safetensors.RequireLayout(header, manifest, parts, what);
        double squares = 0;
        var buffer = new float[Math.Min(SliceLength, manifest.TotalCount)];
        var total = (long)manifest.TotalCount * parts.Count;
        for (long from = 0; from < total; from += buffer.Length)
        {
            var slice = buffer.AsSpan(0, (int)Math.Min(buffer.Length, total - from));
            file.Read(MemoryMarshal.AsBytes(slice), header.DataStart + (from * sizeof(float)));
            for (var i = 0; i < slice.Length; i++)
            {
                if (!float.IsFinite(slice[i]))
                    throw new LamellaException(ErrorCodes.UpdateRefused, $"{what} is refused: it holds {slice[i]}.", "The round goes on without it if quorum allows; look at the site's own record.");
                squares += (double)slice[i] * slice[i];
            }
        }

        return Math.Sqrt(squares);
    }
}
