using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Files;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Extraction;

/// <summary>Slide after slide: is it there already, and if not, what is it worth. Runs on one thread, ahead of the encoder.</summary>
internal sealed class SlidePreparer
{
    private readonly ExtractionJob job;
    private readonly SlideStore store;
    private readonly CancellationToken cancellationToken;
    private readonly IReadOnlyList<string> files;
    private readonly Dictionary<string, SlideRecord> known;
    private readonly HashSet<string> present;
    private readonly Dictionary<string, string> patientOf = new(StringComparer.Ordinal);
    private readonly SlideExaminer examiner;
    private readonly string contract;

    public SlidePreparer(ExtractionJob job, SlideStore store, SlideFolderContent folder, CancellationToken cancellationToken)
    {
        (this.job, this.store, files, this.cancellationToken) = (job, store, folder.Slides, cancellationToken);
        present = files.Select(FullName).ToHashSet(StringComparer.Ordinal);
        known = store.Catalogue.Slides().ToDictionary(slide => slide.File, StringComparer.Ordinal);
        examiner = new SlideExaminer(job);
        contract = job.Contract.ToFeatureContract(job.Encoder.Dimension).Hash();
        Bytes = files.Sum(file => Facts(file).Bytes);
    }

    /// <summary>Bytes of all slides, for estimates.</summary>
    public long Bytes { get; }

    /// <summary>The slides in order.</summary>
    public IEnumerable<SlideWork> All() => files.Select(Prepare);

    /// <summary>A slide that turned out unusable.</summary>
    public static SlideRecord Refused(SlideRecord record, Exception fault)
    {
        var finding = fault is SlideException slide
            ? slide.Finding
            : new Finding(FindingCodes.NotFinite, Verdict.Refused, "The encoder gives numbers that are not finite for a tile of this slide. Look at the slide; exclude the region or the slide.");
        return record with { Verdict = Verdict.Refused, Findings = [finding, .. record.Findings], TilesInBag = 0, BagSha256 = "" };
    }

    /// <summary>Whether nothing is known of the slide because it could not be reached or read by this user.</summary>
    public static bool IsUnreachable(SlideRecord record) => record.Findings.Any(finding => finding.Code is FindingCodes.Unreachable or FindingCodes.NotPermitted);

    private SlideWork Prepare(string file)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (bytes, changed) = Facts(file);
        var before = known.GetValueOrDefault(FullName(file));
        string digest;
        try
        {
            digest = before is { Digest.Length: > 0 } && before.Bytes == bytes && before.Changed == changed
                ? before.Digest
                : ContentDigest.Of(FullName(file), job.Retry, cancellationToken);
        }
        catch (SlideException fault)
        {
            // Nothing is said about the slide: what was made of it stays.
            return before is { BagSha256.Length: > 0 }
                ? new SlideWork(before, examined: null, kept: true, job.Encoder.Dimension) { IsUnreachable = true }
                : new SlideWork(Refused(Record(file, bytes, changed, "", "", before), fault), examined: null, kept: false, job.Encoder.Dimension);
        }

        var record = Record(file, bytes, changed, digest, Inputs(file), before);
        if (job.Overrides.Find(file) is not { Exclude: true } && Twin(record) is { } twin)
            return new SlideWork(record with { Verdict = Verdict.Refused, Findings = [twin] }, examined: null, kept: false, job.Encoder.Dimension);
        before ??= RenamedFrom(record);
        if (before is not null && Current(before, record) is { } header)
            return Kept(before with { File = record.File, Bytes = bytes, Changed = changed }, record, header);
        if (before is not null && IsStillRefused(before, record))
            return new SlideWork(before with { File = record.File, Bytes = bytes, Changed = changed, Patient = record.Patient, PatientPseudonym = record.PatientPseudonym }, examined: null, kept: true, job.Encoder.Dimension) { Replaces = Renamed(record) };
        var examined = examiner.Examine(file, digest, cancellationToken);
        record = WithPatientFinding(record with
        {
            Format = examined.Slide?.Info.Format ?? "",
            Width = examined.Slide?.Info.Width ?? 0,
            Height = examined.Slide?.Info.Height ?? 0,
            Measures = examined.Measures,
            Findings = examined.Findings,
        });
        OverviewFile.Write(store, record.Slide, examined);
        if (record.Verdict != Verdict.Refused && Whole(record) is { } adopted)
        {
            // Written by a run that ended before its row.
            examined.Dispose();
            return Kept(record with { TilesInBag = adopted.Count, BagSha256 = FileDigest.Sha256(store.BagOf(record.Slide)) }, record, adopted);
        }

        return new SlideWork(record, examined, kept: false, job.Encoder.Dimension) { Replaces = Renamed(record), Before = before };
    }

    /// <summary>A bag that is there. The table may have learnt since whose it is: the encoding thread, which owns bags and rows, then renames the patient inside.</summary>
    private SlideWork Kept(SlideRecord before, SlideRecord now, BagHeader header)
    {
        var record = WithPatientFinding(before with { Patient = now.Patient, PatientPseudonym = now.PatientPseudonym });
        return new SlideWork(record, examined: null, kept: true, job.Encoder.Dimension) { Replaces = Renamed(record), PatientInBag = header.PatientId };
    }

    private SlideRecord WithPatientFinding(SlideRecord record)
    {
        var findings = record.Findings.Where(finding => finding.Code != FindingCodes.NoPatient).ToList();
        if (job.Patients is not null && record.Patient.Length == 0)
            findings.Add(new Finding(FindingCodes.NoPatient, Verdict.Warning, "The table names no patient for the slide, or two fit; its bag cannot be used in a study until it does."));
        return record with { Findings = findings, Verdict = SlideJudge.Overall(findings) };
    }

    private SlideRecord Record(string file, long bytes, DateTimeOffset changed, string digest, string inputs, SlideRecord? before)
    {
        // Without a table what is known of patients stays.
        var patient = job.Patients is { } patients ? patients.Of(file) ?? "" : before?.Patient ?? "";
        var slide = store.Pseudonyms.OfSlide(digest.Length > 0 ? digest : "path:" + FullName(file));
        return new SlideRecord
        {
            File = FullName(file),
            Bytes = bytes,
            Changed = changed,
            Digest = digest,
            Slide = slide,
            Patient = patient,
            PatientPseudonym = patient.Length > 0 ? store.Pseudonyms.OfPatient(patient) : "",
            Inputs = inputs.Length > 0 ? Hash($"{slide}\n{inputs}") : "",
            Examined = job.Time.GetUtcNow(),
        };
    }

    /// <summary>Everything beside the slide's own bytes that decides what comes out.</summary>
    private string Inputs(string file)
    {
        var said = job.Overrides.Find(file);
        var regions = SlideExaminer.RegionFile(job, file) is { } path ? FileDigest.Sha256(path) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{contract}\n{job.MicronsPerPixel:R}\n{said}\n{regions}\n{job.TruthClass}\n{job.Quality}");
    }

    /// <summary>The header of a bag that is what would be made now; null when it has to be made.</summary>
    private BagHeader? Current(SlideRecord before, SlideRecord now) =>
        before.Slide == now.Slide && before.Inputs == now.Inputs && before.BagSha256.Length > 0 && Whole(before) is { } header && header.Count == before.TilesInBag ? header : null;

    /// <summary>
    /// A refusal that still stands. One for damage stands as long as the file was not touched: a copy may be mended in places that the digest does not cover.
    /// </summary>
    private static bool IsStillRefused(SlideRecord before, SlideRecord now) =>
        before.Slide == now.Slide && before.Inputs == now.Inputs && before.BagSha256.Length == 0 && before.Verdict == Verdict.Refused && !IsUnreachable(before)
        && before.Findings.All(finding => finding.Code is not (FindingCodes.Duplicate or FindingCodes.FormatUnsupported))
        && (before.Changed == now.Changed || before.Findings.All(finding => finding.Code is not (FindingCodes.Damaged or FindingCodes.Unreadable or FindingCodes.NotFinite)));

    private BagHeader? Whole(SlideRecord record)
    {
        if (!File.Exists(store.BagOf(record.Slide)))
            return null;
        try
        {
            return BagFile.ReadHeader(store.BagOf(record.Slide)) is { } header && header.SourceSha256 == record.Inputs ? header : null;
        }
        catch (LamellaException)
        {
            return null;
        }
    }

    /// <summary>The row of a file of the same content that is no longer where it was.</summary>
    private SlideRecord? RenamedFrom(SlideRecord record) =>
        known.Values.FirstOrDefault(old => old.Slide == record.Slide && old.File != record.File && old.BagSha256.Length > 0 && !File.Exists(old.File));

    /// <summary>A file that was renamed keeps its slide; the rows of its old names go.</summary>
    private string[] Renamed(SlideRecord record) =>
        [.. known.Values.Where(old => old.Slide == record.Slide && old.File != record.File && !File.Exists(old.File)).Select(old => old.File)];

    /// <summary>Whether the same slide came before under another name, in this run or in another folder of the store.</summary>
    private Finding? Twin(SlideRecord record)
    {
        var elsewhere = known.Values.FirstOrDefault(old => old.Slide == record.Slide && old.File != record.File && old.BagSha256.Length > 0 && !present.Contains(old.File) && File.Exists(old.File));
        if (patientOf.TryAdd(record.Slide, record.Patient) && elsewhere is null)
            return null;
        var other = elsewhere?.Patient ?? patientOf[record.Slide];
        return new Finding(
            FindingCodes.Duplicate,
            Verdict.Refused,
            other.Length > 0 && record.Patient.Length > 0 && other != record.Patient
                ? "The same slide is here under another name and for another patient. One of the two is wrong: correct the table."
                : "The same slide is here under another name; it counts once.");
    }

    private string FullName(string file) => Path.GetFullPath(Path.Combine(job.SlideFolder, file));

    private (long Bytes, DateTimeOffset Changed) Facts(string file)
    {
        // Of a link, its target: another slide may lie behind the same name.
        var link = new FileInfo(Path.Combine(job.SlideFolder, file));
        var info = link.Exists && link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : link;
        return info.Exists ? (info.Length, info.LastWriteTimeUtc) : (0, default);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
