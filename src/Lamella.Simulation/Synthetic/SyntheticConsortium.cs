using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using NetVips;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// Four hospitals that do not exist: painted H&amp;E-like tiles with planted lesions, a stain and a bookkeeping of its own per hospital, and an outcome
/// that hangs on how much lesion a patient has. It shows how the product works and says nothing about patients. A pure function of the options.
/// </summary>
public static class SyntheticConsortium
{
    /// <summary>um/px the tiles are said to have.</summary>
    public const double MicronsPerPixel = 1.0;

    private const string Mark = "synthetic.txt";

    /// <summary>Writes <c>{folder}/{site}/</c> for four hospitals; a folder that holds the same already is left as it is.</summary>
    /// <param name="folder">New or empty, or written before with the same options.</param>
    /// <param name="options">How much.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops; nothing half-written is left at a hospital's place.</param>
    /// <exception cref="LamellaException">The folder holds something else.</exception>
    public static IReadOnlyList<SyntheticSite> Write(string folder, SyntheticOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(options);
        var mark = MarkOf(options);
        var markFile = Path.Combine(folder, Mark);
        var sites = HospitalProfile.All.Select(hospital => new SyntheticSite(hospital.Id, hospital.Name, Path.Combine(folder, hospital.Id), PatientsOf(options, hospital))).ToArray();
        if (File.Exists(markFile) ? File.ReadAllText(markFile) != mark : Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{folder}' holds something else.", "Name a new or empty folder.");
        Directory.CreateDirectory(folder);
        File.WriteAllText(markFile, mark);
        var done = 0;
        var total = sites.Sum(site => site.Patients);
        foreach (var (hospital, site) in HospitalProfile.All.Zip(sites))
        {
            // A hospital's folder appears when it is whole.
            if (!Directory.Exists(site.Folder))
                WriteSite(hospital, site, options, () => progress?.Report(Interlocked.Increment(ref done) / (double)total), cancellationToken);
        }

        progress?.Report(1);
        return sites;
    }

    private static void WriteSite(HospitalProfile hospital, SyntheticSite site, SyntheticOptions options, Action patientDone, CancellationToken cancellationToken)
    {
        var partial = site with { Folder = site.Folder + ".partial" };
        if (Directory.Exists(partial.Folder))
            Directory.Delete(partial.Folder, recursive: true);
        Directory.CreateDirectory(partial.TileFolder);
        var patients = Enumerable.Range(0, site.Patients).Select(number => SyntheticPatient.Draw(options, hospital, number)).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        Parallel.For(0, patients.Length, parallel, () => new TilePainter(hospital, options.TileSize), (number, _, painter) =>
        {
            PaintPatient(painter, partial, options, hospital, patients[number], number);
            patientDone();
            return painter;
        }, _ => { });

        WriteIndex(partial.IndexFile, patients, options.TileSize);
        ClinicalTable.Write(Path.Combine(partial.Folder, "clinical.csv"), hospital.Table, patients);
        File.WriteAllText(Path.Combine(partial.Folder, "map.yaml"), ClinicalTable.Map(hospital.Table));
        Directory.Move(partial.Folder, site.Folder);
    }

    private static void PaintPatient(TilePainter painter, SyntheticSite site, SyntheticOptions options, HospitalProfile hospital, SyntheticPatient patient, int number)
    {
        Directory.CreateDirectory(Path.Combine(site.TileFolder, patient.Id));
        var key = RandomStream.KeyOf(options.Seed, hospital.Id + "/tiles", Purposes.Synthetic);
        for (var tile = 0; tile < patient.Lesions.Length; tile++)
        {
            var stream = new RandomStream(key, ((ulong)number << 32) | (uint)tile);
            painter.Paint(ref stream, patient.Lesions[tile]);
            using var raw = Image.NewFromMemory(painter.Pixels, options.TileSize, options.TileSize, 3, Enums.BandFormat.Uchar);
            using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
            // Fast rather than small: noise does not compress anyway.
            image.Pngsave(Path.Combine(site.TileFolder, FileOf(patient.Id, tile)), compression: 1, filter: Enums.ForeignPngFilter.Sub);
        }
    }

    private static void WriteIndex(string path, IEnumerable<SyntheticPatient> patients, int side)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine("file,patient,x,y,lesion");
        foreach (var patient in patients)
        {
            // Tiles lie in rows as on a small slide.
            var columns = (int)Math.Ceiling(Math.Sqrt(patient.Lesions.Length * 1.5));
            for (var tile = 0; tile < patient.Lesions.Length; tile++)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{FileOf(patient.Id, tile)},{patient.Id},{tile % columns * side},{tile / columns * side},{(patient.Lesions[tile] ? 1 : 0)}"));
        }
    }

    private static string FileOf(string patient, int tile) => string.Create(CultureInfo.InvariantCulture, $"{patient}/{tile:D3}.png");

    private static int PatientsOf(SyntheticOptions options, HospitalProfile hospital) => (int)Math.Round(options.PatientsPerSite * hospital.Size);

    private static string MarkOf(SyntheticOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"Generated tiles and patients: no real person, no real tissue.\nversion 1, seed {options.Seed}, {options.PatientsPerSite} patients a site, {options.TilesPerPatient} tiles of {options.TileSize} px, label noise {options.LabelNoise:R}\n");

    private static void Check(SyntheticOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PatientsPerSite, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.PatientsPerSite, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TilesPerPatient, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TilesPerPatient, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TileSize, 48);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TileSize, 512);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LabelNoise, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LabelNoise, 0.5);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
    }
}
