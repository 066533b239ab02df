using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
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
        present = files.ToHashSet(StringComparer.Ordinal);
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

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private SlideWork Prepare(string file)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (bytes, changed) = Facts(file);
        var before = known.GetValueOrDefault(file);
        string digest;
        try
        {
            digest = before is { Digest.Length: > 0 } && before.Bytes == bytes && before.Changed == changed
                ? before.Digest
                : ContentDigest.Of(Path.Combine(job.SlideFolder, file), job.Retry, cancellationToken);
        }
        catch (SlideException fault)
        {
            return new SlideWork(Refused(Record(file, bytes, changed, "", ""), fault), examined: null, kept: false, job.Encoder.Dimension);
        }

        var record = Record(file, bytes, changed, digest, Inputs(file));
        if (!patientOf.TryAdd(record.Slide, record.Patient))
            return new SlideWork(record with { Verdict = Verdict.Refused, Findings = [Duplicate(record)] }, examined: null, kept: false, job.Encoder.Dimension);
        if (before is not null && IsCurrent(before, record))
            return new SlideWork(WithPatient(before with { Bytes = bytes, Changed = changed }, record), examined: null, kept: true, job.Encoder.Dimension);
        var examined = examiner.Examine(file, digest, cancellationToken);
        var findings = examined.Findings.ToList();
        if (job.Patients is not null && record.Patient.Length == 0)
            findings.Add(new Finding(FindingCodes.NoPatient, Verdict.Warning, "The table names no patient for the slide, or two fit; its bag cannot be used in a study until it does."));
        record = record with
        {
            Format = examined.Slide?.Info.Format ?? "",
            Width = examined.Slide?.Info.Width ?? 0,
            Height = examined.Slide?.Info.Height ?? 0,
            Measures = examined.Measures,
            Findings = findings,
            Verdict = findings.Count == 0 ? Verdict.Ok : findings.Max(finding => finding.Verdict),
        };
        OverviewFile.Write(store, record.Slide, examined);
        return Adopted(record) is { } adopted
            ? Adopt(adopted, examined)
            : new SlideWork(record, examined, kept: false, job.Encoder.Dimension) { Replaces = Renamed(record) };
    }

    private SlideWork Adopt(SlideRecord record, ExaminedSlide examined)
    {
        examined.Dispose();
        return new SlideWork(record, examined: null, kept: true, job.Encoder.Dimension) { Replaces = Renamed(record) };
    }

    private SlideRecord Record(string file, long bytes, DateTimeOffset changed, string digest, string inputs)
    {
        var patient = job.Patients?.Of(file) ?? "";
        var slide = store.Pseudonyms.OfSlide(digest.Length > 0 ? digest : "path:" + file);
        return new SlideRecord
        {
            File = file,
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
        var regions = SlideExaminer.RegionFile(job, file) is { } path ? Sha256(path) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{contract}\n{job.MicronsPerPixel:R}\n{said}\n{regions}\n{job.TruthClass}\n{job.Quality}");
    }

    private bool IsCurrent(SlideRecord before, SlideRecord now) =>
        before.Slide == now.Slide && before.Inputs == now.Inputs && !IsUnreachable(before) && before.Findings.All(finding => finding.Code != FindingCodes.FormatUnsupported)
        && (before.BagSha256.Length == 0 ? before.Verdict == Verdict.Refused && before.Findings.All(f => f.Code != FindingCodes.Duplicate) : IsWhole(before));

    private bool IsWhole(SlideRecord record)
    {
        try
        {
            return BagFile.ReadHeader(store.BagOf(record.Slide)) is { } header && header.SourceSha256 == record.Inputs && header.Count == record.TilesInBag;
        }
        catch (LamellaException)
        {
            return false;
        }
    }

    /// <summary>A bag that was written by a run that ended before its row: it is whole, so it is kept.</summary>
    private SlideRecord? Adopted(SlideRecord record)
    {
        var path = store.BagOf(record.Slide);
        if (record.Verdict == Verdict.Refused || !File.Exists(path))
            return null;
        try
        {
            var header = BagFile.ReadHeader(path);
            if (header.SourceSha256 != record.Inputs)
                return null;
            return WithPatient(record with { TilesInBag = header.Count, BagSha256 = Sha256(path) }, record, header.PatientId);
        }
        catch (LamellaException)
        {
            return null;
        }
    }

    /// <summary>The table may have learnt whose slide it is since: the bag gets the new name, its features stay.</summary>
    private SlideRecord WithPatient(SlideRecord before, SlideRecord now, string? inBag = null)
    {
        var wanted = now.PatientPseudonym.Length > 0 ? now.PatientPseudonym : now.Slide;
        inBag ??= before.PatientPseudonym.Length > 0 ? before.PatientPseudonym : before.Slide;
        var record = before with
        {
            Patient = now.Patient,
            PatientPseudonym = now.PatientPseudonym,
            Findings = [.. before.Findings.Where(f => f.Code != FindingCodes.NoPatient || (job.Patients is not null && now.Patient.Length == 0))],
        };
        record = record with { Verdict = record.Findings.Count == 0 ? Verdict.Ok : record.Findings.Max(f => f.Verdict) };
        if (before.BagSha256.Length == 0 || inBag == wanted)
            return record;
        var path = store.BagOf(before.Slide);
        var bag = BagFile.Read(path);
        BagFile.Write(path, new FeatureBag(wanted, bag.Count, bag.Features, bag.Contract, bag.Coordinates, bag.TileLabels, bag.SlideIndex, [.. bag.Slides], bag.SourceSha256));
        return record with { BagSha256 = Sha256(path) };
    }

    /// <summary>A file that was renamed keeps its slide; the rows of its old names go.</summary>
    private string[] Renamed(SlideRecord record) =>
        [.. known.Values.Where(old => old.Slide == record.Slide && old.File != record.File && !present.Contains(old.File)).Select(old => old.File)];

    private Finding Duplicate(SlideRecord record) => new(
        FindingCodes.Duplicate,
        Verdict.Refused,
        patientOf[record.Slide] is { Length: > 0 } other && record.Patient.Length > 0 && other != record.Patient
            ? "The same slide is here under another name and for another patient. One of the two is wrong: correct the table."
            : "The same slide is here under another name; it counts once.");

    private (long Bytes, DateTimeOffset Changed) Facts(string file)
    {
        // Of a link, its target: another slide may lie behind the same name.
        var link = new FileInfo(Path.Combine(job.SlideFolder, file));
        var info = link.Exists && link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : link;
        return info.Exists ? (info.Length, info.LastWriteTimeUtc) : (0, default);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
