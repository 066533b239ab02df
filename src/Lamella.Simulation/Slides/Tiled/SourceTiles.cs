using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Pathology.Tiles;

namespace Lamella.Simulation.Slides.Tiled;

/// <summary>A folder of tiles, lesion and normal, that slides are put together from.</summary>
public sealed class SourceTiles
{
    private SourceTiles(string folder, IReadOnlyList<SourceTile> tiles) => (Folder, Tiles) = (folder, tiles);

    /// <summary>What the tiles' files are relative to.</summary>
    public string Folder { get; }

    /// <summary>Tiles in ordinal order of their files.</summary>
    public IReadOnlyList<SourceTile> Tiles { get; }

    /// <summary>Reads an index of tiles.</summary>
    /// <param name="folder">Folder of the tiles.</param>
    /// <param name="index">Delimited text with a header.</param>
    /// <param name="fileColumn">Column with the tile's file, relative to the folder.</param>
    /// <param name="labelColumn">Column that is 0 for normal tiles and above for lesion.</param>
    /// <param name="patientColumn">Column with the patient; null: not known, every tile counts as a patient of its own.</param>
    /// <exception cref="LamellaException">The index is missing or not as it should be, or has no lesion or no normal tile.</exception>
    public static SourceTiles Read(string folder, string index, string fileColumn = "file", string labelColumn = "label", string? patientColumn = null)
    {
        var read = TileIndex.Read(index, new TileIndexOptions { FileColumn = fileColumn, LabelColumn = labelColumn, PatientColumn = patientColumn ?? fileColumn });
        var tiles = read.Patients.SelectMany(patient => patient.Tiles.Select(tile => new SourceTile(tile.File, patient.PatientId, tile.Label > 0)));
        return Checked(folder, tiles, $"'{index}'");
    }

    /// <summary>
    /// Deals the tiles into parts, so that no tile and no patient is in two: done before slides are built, what is built from one part (a hospital, a
    /// split) shares nothing with another. Patients with lesion tiles and those without are dealt apart, in equal shares.
    /// </summary>
    /// <param name="parts">Number of parts, at least 1.</param>
    /// <param name="seed">What chance hangs on.</param>
    /// <exception cref="LamellaException">There are too few patients: a part would have no lesion or no normal tile.</exception>
    public IReadOnlyList<SourceTiles> Partition(int parts, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var dealt = Enumerable.Range(0, parts).Select(_ => new List<SourceTile>()).ToArray();
        var stream = new RandomStream(seed, "", Purposes.Synthetic, 0);
        var next = 0;
        foreach (var lesion in new[] { true, false })
        {
            var patients = Tiles.GroupBy(tile => tile.Patient).Where(patient => patient.Any(tile => tile.Lesion) == lesion).Select(patient => patient.ToArray()).ToArray();
            stream.Shuffle(patients.AsSpan());
            foreach (var patient in patients)
                dealt[next++ % parts].AddRange(patient);
        }

        return [.. dealt.Select((tiles, part) => Checked(Folder, tiles, $"part {part + 1} of {parts}"))];
    }

    /// <summary>Which tiles these are, in short.</summary>
    internal string Digest() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Tiles.Select(tile => $"{tile.File} {tile.Lesion}")))))[..16];

    private static SourceTiles Checked(string folder, IEnumerable<SourceTile> tiles, string what)
    {
        SourceTile[] ordered = [.. tiles.OrderBy(tile => tile.File, StringComparer.Ordinal)];
        if (ordered.All(tile => tile.Lesion) || ordered.All(tile => !tile.Lesion))
            throw new LamellaException(ErrorCodes.CohortEmpty, $"{what} has {ordered.Count(tile => tile.Lesion)} lesion tiles and {ordered.Count(tile => !tile.Lesion)} normal ones.", "Slides need both: name an index with more tiles, or make fewer parts.");
        return new SourceTiles(folder, ordered);
    }
}
