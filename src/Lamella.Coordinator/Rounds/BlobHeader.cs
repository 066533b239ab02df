using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>Headers of safetensors blobs, read without reading the rest.</summary>
internal static class BlobHeader
{
    private const int LengthBytes = 8;

    /// <summary>Reads the header and checks that the blob holds exactly the manifest's tensors, once per part.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.SafetensorsCorrupt"/> or <see cref="ErrorCodes.ManifestMismatch"/>.</exception>
    public static SafetensorsHeader Require(BlobSlices blob, ParameterManifest manifest, IReadOnlyList<string> parts, string what)
    {
        var first = new byte[Math.Min(LengthBytes, blob.Length)];
        blob.Read(first, 0);
        var json = new byte[SafetensorsHeader.JsonLength(first, blob.Length, what)];
        blob.Read(json, LengthBytes);
        var header = SafetensorsHeader.Parse(json, blob.Length, what);
        Safetensors.RequireLayout(header, manifest, parts, what);
        return header;
    }
}
