using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides;
using Lamella.Simulation.Slides.Painted;
using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Simulation.Synthetic;

/// <summary>
/// Four hospitals that do not exist: painted H&amp;E-like slides with planted lesions, a stain and a bookkeeping of its own per hospital, and an outcome
/// that hangs on how much lesion a patient has. It shows how the product works and says nothing about patients. A pure function of the options.
/// </summary>
public static class SyntheticConsortium
{
    /// <summary>Class of the outlines of lesions in the truth files.</summary>
    public const string LesionClass = TruthFile.ClassName;

    /// <summary>um/px of the slides.</summary>
    public const double MicronsPerPixel = 0.5;

    private const string Mark = "synthetic.txt";
    private const double TissueShare = 0.45;

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
        var sites = HospitalProfile.All
            .Select(hospital => new SyntheticSite(hospital.Id, hospital.Name, Path.Combine(folder, hospital.Id), options.PatientsPerSite, hospital.Table.Slide, hospital.Table.Patient))
            .ToArray();
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

    private static void WriteSite(HospitalProfile hospital, SyntheticSite site, SyntheticOptions options, Action slideDone, CancellationToken cancellationToken)
    {
        var partial = site with { Folder = site.Folder + ".partial" };
        if (Directory.Exists(partial.Folder))
            Directory.Delete(partial.Folder, recursive: true);
        Directory.CreateDirectory(partial.Folder);
        var patients = Enumerable.Range(0, site.Patients).Select(number => SyntheticPatient.Draw(options, hospital, number)).ToArray();
        ParallelWork.For(patients.Length, options.Threads, number =>
        {
            PaintSlide(partial, options, hospital, patients[number], number, cancellationToken);
            slideDone();
        }, cancellationToken);

        ClinicalTable.Write(partial.ClinicalFile, hospital.Table, patients);
        File.WriteAllText(Path.Combine(partial.Folder, "map.yaml"), ClinicalTable.Map(hospital.Table));
        Directory.Move(partial.Folder, site.Folder);
    }

    private static void PaintSlide(SyntheticSite site, SyntheticOptions options, HospitalProfile hospital, SyntheticPatient patient, int number, CancellationToken cancellationToken)
    {
        var stream = new RandomStream(options.Seed, hospital.Id + "/slides", Purposes.Synthetic, (ulong)number);
        var width = (int)(options.SlideWidth * (0.85 + (0.3 * stream.NextDouble())));
        var plan = TissuePlan.Draw(ref stream, width, width * 4 / 5, TissueShare, patient.LesionShare);
        var slide = new BuiltSlide(Path.Combine(site.SlideFolder, patient.Slide + ".tif"), Path.Combine(site.TruthFolder, patient.Slide + ".geojson"), patient.Id, Positive: true);
        PaintedSlideBuilder.Paint(slide, hospital, plan, new PyramidOptions { MicronsPerPixel = MicronsPerPixel }, MicronsPerPixel, cancellationToken);
    }

    private static string MarkOf(SyntheticOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"Generated slides and patients: no real person, no real tissue.\nversion 2, seed {options.Seed}, {options.PatientsPerSite} patients a site, slides {options.SlideWidth} px wide, label noise {options.LabelNoise:R}\n");

    private static void Check(SyntheticOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PatientsPerSite, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.PatientsPerSite, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SlideWidth, 512);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SlideWidth, 50_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LabelNoise, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.LabelNoise, 0.5);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
    }
}
