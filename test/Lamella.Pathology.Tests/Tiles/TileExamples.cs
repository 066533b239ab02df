using NetVips;

namespace Lamella.Pathology.Tests.Tiles;

/// <summary>Tile files with pixels given by a function of (x, y, band).</summary>
internal static class TileExamples
{
    public static void Write(string path, int width, int height, int bands, Func<int, int, int, int> value)
    {
        var pixels = new byte[width * height * bands];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)value(i / bands % width, i / bands / width, i % bands);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var raw = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
        using var image = raw.Copy(interpretation: bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        image.WriteToFile(path);
    }

    /// <summary>A folder of tiles and its index: <paramref name="tiles"/> per patient, each of its own colour.</summary>
    public static string WriteIndex(string folder, int patients, int tiles, int side)
    {
        var lines = new List<string> { "file,patient,x,y,label" };
        for (var p = 0; p < patients; p++)
        {
            for (var t = 0; t < tiles; t++)
            {
                var (patient, tile) = (p, t);
                Write(Path.Combine(folder, $"p{p}", $"{t}.png"), side, side, 3, (x, y, band) => (40 * patient) + (7 * tile) + (band * 30) + ((x ^ y) & 31));
                lines.Add($"p{p}/{t}.png,p{p},{t * side},{p * side},{(t < p ? 1 : 0)}");
            }
        }

        var index = Path.Combine(folder, "index.csv");
        File.WriteAllLines(index, lines);
        return index;
    }
}
