using Lamella.Federation;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Extraction;

/// <summary>A slide's verdict as a scan gives it: for eyes at the hospital, with the file's own name.</summary>
/// <param name="File">Path relative to the folder.</param>
/// <param name="Format">Format; empty when it could not be opened.</param>
/// <param name="Width">Level-0 pixels across.</param>
/// <param name="Height">Level-0 pixels down.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Findings">Why, worst first.</param>
/// <param name="Measures">What was measured.</param>
/// <param name="Tiles">Tiles that would be encoded.</param>
public sealed record ScannedSlide(string File, string Format, long Width, long Height, Verdict Verdict, IReadOnlyList<Finding> Findings, SlideMeasures Measures, int Tiles);

/// <summary>What an extraction of the scanned slides would take, from rates measured during the scan.</summary>
/// <param name="Tiles">Tiles of all usable slides.</param>
/// <param name="Time">Estimated time.</param>
/// <param name="Bytes">Estimated size of bags and overviews.</param>
/// <param name="ReadRate">Tiles a second that one thread read.</param>
/// <param name="EncodeRate">Tiles a second that the encoder took; 0 when no tile was found to try.</param>
public sealed record ExtractionEstimate(long Tiles, TimeSpan Time, long Bytes, double ReadRate, double EncodeRate);

/// <summary>What a scan found.</summary>
/// <param name="Slides">Slides in the order of their files.</param>
/// <param name="Estimate">What an extraction would take.</param>
/// <param name="OtherFiles">Files that are no slides.</param>
/// <param name="UnreadableFolders">Folders that could not be entered.</param>
/// <param name="UnusedOverrides">Slides that the table of overrides names and the folder does not hold.</param>
public sealed record SlideScan(IReadOnlyList<ScannedSlide> Slides, ExtractionEstimate Estimate, int OtherFiles, IReadOnlyList<string> UnreadableFolders, IReadOnlyList<string> UnusedOverrides);

/// <summary>Verdicts without bags: each slide's overview and a sample of its tiles are read, nothing is written.</summary>
public static class SlideScanner
{
    private const long OverviewBytes = 150_000, BagBytes = 6_000;

    /// <summary>Scans the job's folder.</summary>
    /// <exception cref="LamellaException">The folder does not exist or may not be read.</exception>
    public static SlideScan Run(ExtractionJob job, CancellationToken cancellationToken = default)
    {
        var folder = SlideFolder.List(job.SlideFolder, except: null, job.Retry, cancellationToken);
        var slides = new ScannedSlide[folder.Slides.Count];
        var digests = new string[slides.Length];
        var gate = new Lock();
        var (done, sampledTiles, sampledTime, examineTime) = (0, 0L, TimeSpan.Zero, TimeSpan.Zero);
        var started = job.Time.GetTimestamp();
        Parallel.For(
            0,
            slides.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, 4), CancellationToken = cancellationToken },
            () => new SlideExaminer(job, measureRate: true),
            (i, _, examiner) =>
            {
                var begin = job.Time.GetTimestamp();
                using var examined = Examine(job, examiner, folder.Slides[i], out digests[i], cancellationToken);
                slides[i] = new ScannedSlide(
                    folder.Slides[i], examined.Slide?.Info.Format ?? "", examined.Slide?.Info.Width ?? 0, examined.Slide?.Info.Height ?? 0,
                    examined.Verdict, examined.Findings, examined.Measures, examined.Tiles.Count);
                lock (gate)
                {
                    done++;
                    (sampledTiles, sampledTime, examineTime) = (sampledTiles + examined.Sampled.Tiles, sampledTime + examined.Sampled.Time, examineTime + job.Time.GetElapsedTime(begin));
                    job.Progress?.Report(new ExtractionProgress(done, slides.Length, 0, 0, job.Time.GetElapsedTime(started) * ((slides.Length - done) / (double)done)));
                }

                return examiner;
            },
            static _ => { });
        MarkDuplicates(slides, digests);
        var tiles = slides.Sum(slide => (long)slide.Tiles);
        var readRate = sampledTime > TimeSpan.Zero ? sampledTiles / sampledTime.TotalSeconds : 0;
        var encodeRate = tiles > 0 ? EncodeRate(job) : 0;
        var seconds = tiles > 0 ? (tiles / Math.Min(readRate * job.ReaderCount, encodeRate)) + examineTime.TotalSeconds : 0;
        var bytes = (tiles * ((job.Encoder.Dimension * sizeof(float)) + (2 * sizeof(int)))) + (slides.Count(slide => slide.Tiles > 0) * (OverviewBytes + BagBytes));
        return new SlideScan(slides, new ExtractionEstimate(tiles, TimeSpan.FromSeconds(seconds), bytes, readRate, encodeRate), folder.OtherFiles, folder.Unreadable, job.Overrides.Unused(folder.Slides));
    }

    private static ExaminedSlide Examine(ExtractionJob job, SlideExaminer examiner, string file, out string digest, CancellationToken cancellationToken)
    {
        digest = "";
        try
        {
            digest = ContentDigest.Of(Path.Combine(job.SlideFolder, file), job.Retry, cancellationToken);
        }
        catch (SlideException fault)
        {
            return new ExaminedSlide { Findings = [fault.Finding] };
        }

        return examiner.Examine(file, digest, cancellationToken);
    }

    private static void MarkDuplicates(ScannedSlide[] slides, string[] digests)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < slides.Length; i++)
        {
            if (digests[i].Length > 0 && !seen.Add(digests[i]))
            {
                var finding = new Finding(FindingCodes.Duplicate, Verdict.Refused, "The same slide is here under another name; it counts once.");
                slides[i] = slides[i] with { Verdict = Verdict.Refused, Findings = [finding], Tiles = 0 };
            }
        }
    }

    /// <summary>Tiles a second, over at least a fifth of a second after one warming call.</summary>
    private static double EncodeRate(ExtractionJob job)
    {
        var encoder = job.Encoder;
        var pixels = new byte[encoder.Batch * encoder.InputSize * encoder.InputSize * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i * 31 % 251);
        var features = new float[encoder.Batch * encoder.Dimension];
        encoder.Encode(pixels, features);
        var start = job.Time.GetTimestamp();
        var calls = 0;
        do
        {
            encoder.Encode(pixels, features);
            calls++;
        }
        while (calls < 100 && job.Time.GetElapsedTime(start) < TimeSpan.FromSeconds(0.2));
        return calls * encoder.Batch / Math.Max(1e-6, job.Time.GetElapsedTime(start).TotalSeconds);
    }
}
