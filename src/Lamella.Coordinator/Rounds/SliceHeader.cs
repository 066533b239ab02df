using Lamella.Federation.Models;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>The header of a safetensors blob.</summary>
internal static class SliceHeader
{
    public static SafetensorsHeader Read(BlobSlices blob, string what)
    {
        var first = new byte[8];
        if (blob.Length >= first.Length)
            blob.Read(first, 0);
        var json = new byte[SafetensorsHeader.JsonLength(first, blob.Length, what)];
        blob.Read(json, first.Length);
        return SafetensorsHeader.Parse(json, blob.Length, what);
    }
}
