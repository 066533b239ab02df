using System.Globalization;
using Lamella.Federation.Randomness;
using NetVips;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// A made-up hospital's painted tiles as files with an index (file, patient, x, y, lesion), for whoever has tiles and no slides. A pure function of its
/// arguments.
/// </summary>
public static class SyntheticTiles
{
    /// <summary>um/px the tiles are said to have.</summary>
    public const double MicronsPerPixel = 1.0;

    /// <summary>Writes <c>{folder}/tiles/</c> and <c>{folder}/index.csv</c>; what is there is written over.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="patients">Patients, at least 1.</param>
    /// <param name="tilesPerPatient">Tiles of each, at least 1.</param>
    /// <param name="side">Side of a tile in pixels, at least 48.</param>
    /// <param name="seed">What chance hangs on.</param>
    /// <returns>Folder of the tiles and path of the index.</returns>
    public static (string TileFolder, string IndexFile) Write(string folder, int patients, int tilesPerPatient, int side = 96, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patients, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tilesPerPatient, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 48);
        var hospital = HospitalProfile.All[0];
        var (tiles, index) = (Path.Combine(folder, "tiles"), Path.Combine(folder, "index.csv"));
        var rows = new string[patients][];
        Parallel.For(0, patients, number =>
        {
            var patient = SyntheticPatient.Draw(new SyntheticOptions { Seed = seed }, hospital, number);
            Directory.CreateDirectory(Path.Combine(tiles, patient.Id));
            rows[number] = WritePatient(tiles, hospital, patient, number, tilesPerPatient, side, seed);
        });
        File.WriteAllText(index, string.Join('\n', rows.SelectMany(row => row).Prepend("file,patient,x,y,lesion").Append("")));
        return (tiles, index);
    }

    private static string[] WritePatient(string folder, HospitalProfile hospital, SyntheticPatient patient, int number, int count, int side, ulong seed)
    {
        var painter = new TilePainter(hospital, side);
        var key = RandomStream.KeyOf(seed, hospital.Id + "/tiles", Purposes.Synthetic);
        // Tiles lie in rows as on a small slide.
        var columns = (int)Math.Ceiling(Math.Sqrt(count * 1.5));
        var rows = new string[count];
        for (var tile = 0; tile < count; tile++)
        {
            var stream = new RandomStream(key, ((ulong)number << 32) | (uint)tile);
            var lesion = stream.NextDouble() < patient.LesionShare;
            painter.Paint(ref stream, lesion);
            var file = string.Create(CultureInfo.InvariantCulture, $"{patient.Id}/{tile:D3}.png");
            using var raw = Image.NewFromMemory(painter.Pixels, side, side, 3, Enums.BandFormat.Uchar);
            using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
            // Fast rather than small: noise does not compress anyway.
            image.Pngsave(Path.Combine(folder, file), compression: 1, filter: Enums.ForeignPngFilter.Sub);
            rows[tile] = string.Create(CultureInfo.InvariantCulture, $"{file},{patient.Id},{tile % columns * side},{tile / columns * side},{(lesion ? 1 : 0)}");
        }

        return rows;
    }
}
