using System.Collections.Concurrent;
using Lamella.Pathology.Tiles;

namespace Lamella.Simulation.Slides.Tiled;

/// <summary>Source tiles in the size and stain of the slides, each decoded once. Safe for several threads.</summary>
internal sealed class TileStore(SourceTiles source, int side, int stored, byte[]? curve)
{
    private readonly TileDecoder decoder = new(source.Folder, side, stored);
    private readonly ConcurrentDictionary<string, byte[]> decoded = new();

    /// <summary>Files of the tiles with a lesion.</summary>
    public string[] Lesion { get; } = [.. source.Tiles.Where(tile => tile.Lesion).Select(tile => tile.File)];

    /// <summary>Files of those without.</summary>
    public string[] Normal { get; } = [.. source.Tiles.Where(tile => !tile.Lesion).Select(tile => tile.File)];

    /// <summary>Level of empty glass after the stain's curve.</summary>
    public (byte Red, byte Green, byte Blue) Glass { get; } = curve is null ? ((byte)243, (byte)242, (byte)245) : (curve[243], curve[256 + 242], curve[512 + 245]);

    /// <summary>stored * stored * 3 bytes, row by row.</summary>
    public byte[] Pixels(string file) => decoded.GetOrAdd(file, Decode);

    private byte[] Decode(string file)
    {
        var rgb = new byte[decoder.TileBytes];
        // A tile that is too small to count stays white, like glass.
        if (!decoder.Decode(file, rgb))
            Array.Fill(rgb, (byte)255);
        for (var i = 0; curve is not null && i < rgb.Length; i++)
            rgb[i] = curve[(i % 3 * 256) + rgb[i]];
        return rgb;
    }
}
