using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>What the content of an update must be before it counts: of this layout and finite. What its report says of itself is judged by the round's rules.</summary>
/// <param name="manifest">Manifest of what travels.</param>
/// <param name="parts">Its vectors, see <see cref="UpdateLayout"/>; the first is the delta.</param>
public sealed class UpdateValidator(ParameterManifest manifest, IReadOnlyList<string> parts)
{
    /// <summary>Checks an update.</summary>
    /// <param name="blobs">Where it lies.</param>
    /// <param name="update">Its blob.</param>
    /// <param name="what">Its name, for the fault's text.</param>
    /// <returns>Euclidean norm of its delta, in float64, added in a fixed order.</returns>
    /// <exception cref="LamellaException">Refused: not safetensors (<see cref="ErrorCodes.SafetensorsCorrupt"/>), of another model
    /// (<see cref="ErrorCodes.ManifestMismatch"/>), or not finite (<see cref="ErrorCodes.UpdateRefused"/>).</exception>
    public double Measure(IBlobStore blobs, string update, string what)
    {
        using var blob = blobs.OpenSlices(update);
        var header = BlobHeader.Require(blob, manifest, parts, what);
        var slice = new float[Math.Min(ModelAggregator.SliceLength, manifest.TotalCount)];
        double norm = 0;
        for (var part = 0; part < parts.Count; part++)
        {
            double squares = 0;
            for (var from = 0; from < manifest.TotalCount; from += slice.Length)
            {
                var values = slice.AsSpan(0, Math.Min(slice.Length, manifest.TotalCount - from));
                blob.Read(MemoryMarshal.AsBytes(values), header.DataStart + ((((long)part * manifest.TotalCount) + from) * sizeof(float)));
                var added = SquaredSum.Of(values);
                if (!double.IsFinite(added))
                    throw NotFinite(values, what);
                squares += added;
            }

            norm = part == 0 ? Math.Sqrt(squares) : norm;
        }

        return norm;
    }

    private static LamellaException NotFinite(ReadOnlySpan<float> values, string what)
    {
        var found = float.NaN;
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                found = value;
                break;
            }
        }

        return new LamellaException(ErrorCodes.UpdateRefused, $"{what} is refused: it holds {found}.", "The round goes on without it if quorum allows; look at the site's own record.");
    }
}
