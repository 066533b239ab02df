using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Files;
using Lamella.Pathology.Quality;
using Lamella.Pathology.Slides;

namespace Lamella.Pathology.Extraction;

/// <summary>
/// From a folder of slides to feature bags, as a pipeline with bounded queues:
/// <list type="number">
/// <item>the preparer opens slide after slide, at most two ahead, and gives each its verdict and its tiles;</item>
/// <item>readers take batches of tiles in order and read them, several at once;</item>
/// <item>the calling thread takes the batches in the same order, encodes them, and with a slide's last one writes its bag and then its row of the catalogue.</item>
/// </list>
/// A bag is on the disk before the next slide's first batch is encoded, so a run that is killed and started again repeats at most one slide. A slide that
/// fails gets its verdict and the others go on; a full disk ends the run.
/// </summary>
public sealed class Extractor : IDisposable
{
    // Tiles of 224 px come in whole batches of any encoder; tiles of 4,096 px one at a time.
    private const int MostBufferBytes = 32 << 20;

    private readonly ExtractionJob job;
    private readonly SlideStore store;
    private readonly CancellationTokenSource stop;
    private readonly BlockingCollection<SlideWork> prepared = new(boundedCapacity: 2);
    private readonly BlockingCollection<TileBuffer> free = [], ordered = [];
    private readonly Lock taking = new();
    private readonly int tileBytes, batch;
    private readonly long started;
    private SlideWork? current;
    private int next, readersLeft, slidesDone;
    private long tilesDone, bytesDone, bytesTotal, firstTile;
    private int made, kept, refused, unreachable, slidesTotal;
    private Exception? firstFault;

    private Extractor(ExtractionJob job, SlideStore store, CancellationToken cancellationToken)
    {
        (this.job, this.store) = (job, store);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        tileBytes = job.Encoder.InputSize * job.Encoder.InputSize * 3;
        batch = Math.Clamp(MostBufferBytes / tileBytes, 1, job.Encoder.Batch);
        started = job.Time.GetTimestamp();
    }

    /// <summary>Runs an extraction into a store.</summary>
    /// <exception cref="LamellaException">The folder cannot be listed, or the disk is full. Bags that were finished stay, and the next run goes on from them.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the same holds.</exception>
    public static ExtractionSummary Run(ExtractionJob job, SlideStore store, CancellationToken cancellationToken = default)
    {
        var folder = SlideFolder.List(job.SlideFolder, store.Folder, job.Retry, cancellationToken);
        using var extractor = new Extractor(job, store, cancellationToken);
        try
        {
            extractor.Extract(folder);
        }
        finally
        {
            // What was finished can be used, however the run ended.
            SlideTableFile.Write(store.SlideTable, store.Catalogue.Slides());
        }

        return new ExtractionSummary(
            extractor.made, extractor.kept, extractor.refused, extractor.unreachable, extractor.tilesDone,
            job.Time.GetElapsedTime(extractor.started), folder.OtherFiles, folder.Unreadable,
            job.Overrides.Unused(folder.Slides), store.Catalogue.Slides().Count(slide => !File.Exists(slide.File)));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Dispose();
        prepared.Dispose();
        free.Dispose();
        ordered.Dispose();
    }

    private void Extract(SlideFolderContent folder)
    {
        slidesTotal = folder.Slides.Count;
        var preparer = new SlidePreparer(job, store, folder, stop.Token);
        bytesTotal = preparer.Bytes;
        readersLeft = job.ReaderCount;
        var buffers = Enumerable.Range(0, (2 * job.ReaderCount) + 2).Select(_ => new TileBuffer(batch, tileBytes)).ToArray();
        Array.ForEach(buffers, free.Add);
        var workers = new List<Task> { Start(() => Prepare(preparer)) };
        workers.AddRange(Enumerable.Range(0, job.ReaderCount).Select(_ => Start(ReadBatches)));
        try
        {
            EncodeBatches();
        }
        catch (Exception fault)
        {
            Interlocked.CompareExchange(ref firstFault, fault, null);
            stop.Cancel();
        }
        finally
        {
            Task.WaitAll([.. workers], CancellationToken.None);
            while (prepared.TryTake(out var work))
                work.Dispose();
            current?.Dispose();
            foreach (var buffer in buffers)
            {
                buffer.Slide?.Dispose();
                buffer.Dispose();
            }
        }

        if (firstFault is not null)
            ExceptionDispatchInfo.Throw(firstFault);
    }

    /// <summary>A thread of the pipeline; what ends it ends the run.</summary>
    private Task Start(Action work) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                work();
            }
            catch (Exception fault)
            {
                Interlocked.CompareExchange(ref firstFault, fault, null);
                stop.Cancel();
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Prepare(SlidePreparer preparer)
    {
        try
        {
            foreach (var work in preparer.All())
                prepared.Add(work, stop.Token);
        }
        finally
        {
            prepared.CompleteAdding();
        }
    }

    private void ReadBatches()
    {
        try
        {
            while (TakeBatch() is { } buffer)
                ReadBatch(buffer);
        }
        finally
        {
            if (Interlocked.Decrement(ref readersLeft) == 0)
                ordered.CompleteAdding();
        }
    }

    /// <summary>The next tiles in order, or null at the end. A slide without tiles passes as an empty batch, so that slides are finished in order.</summary>
    private TileBuffer? TakeBatch()
    {
        lock (taking)
        {
            if (current is null)
            {
                if (!prepared.TryTake(out current, Timeout.Infinite, stop.Token))
                    return null;
                next = 0;
            }

            var buffer = free.Take(stop.Token);
            buffer.Assign(current, next, Math.Min(batch, current.Tiles.Count - next));
            next += buffer.Count;
            if (buffer.IsLast)
                current = null;
            ordered.Add(buffer, stop.Token);
            return buffer;
        }
    }

    private void ReadBatch(TileBuffer buffer)
    {
        var slide = buffer.Slide;
        try
        {
            for (var i = 0; i < buffer.Count && slide.Fault is null; i++)
            {
                stop.Token.ThrowIfCancellationRequested();
                slide.Read(slide.Tiles[buffer.First + i], job.Encoder.InputSize, buffer.Pixels.AsSpan(i * tileBytes, tileBytes));
            }

            buffer.Complete(fault: null);
        }
        catch (Exception fault)
        {
            slide.Fault = fault;
            buffer.Complete(fault);
        }
    }

    private void EncodeBatches()
    {
        var dimension = job.Encoder.Dimension;
        Report();
        foreach (var buffer in ordered.GetConsumingEnumerable(stop.Token))
        {
            buffer.Wait(stop.Token);
            var slide = buffer.Slide;
            if (buffer.First == 0)
                slide.Started = job.Time.GetTimestamp();
            if (slide.Fault is null && buffer.Count > 0)
            {
                Encode(buffer, slide, dimension);
                firstTile = firstTile == 0 ? slide.Started : firstTile;
                tilesDone += buffer.Count;
            }

            if (buffer.IsLast)
            {
                Finish(slide);
                slide.Dispose();
            }

            Report();
            free.Add(buffer);
        }

        stop.Token.ThrowIfCancellationRequested();
    }

    private void Encode(TileBuffer buffer, SlideWork slide, int dimension)
    {
        try
        {
            job.Encoder.Encode(buffer.Pixels.AsSpan(0, buffer.Count * tileBytes), slide.Features.AsSpan(buffer.First * dimension, buffer.Count * dimension));
        }
        catch (LamellaException fault) when (fault.Code == ErrorCodes.FeatureNotFinite)
        {
            slide.Fault = fault;
        }
    }

    /// <summary>Bag first, then its row: what the catalogue says is there is there.</summary>
    private void Finish(SlideWork slide)
    {
        if (slide.Fault is not null and not (SlideException or LamellaException { Code: ErrorCodes.FeatureNotFinite }))
            ExceptionDispatchInfo.Throw(slide.Fault);
        var record = slide.Kept ? Renamed(slide) : Bagged(slide);
        foreach (var old in slide.Replaces)
            store.Catalogue.Remove(old);
        store.Catalogue.Put(record);
        RemoveWhatIsOver(slide, record);
        slidesDone++;
        bytesDone += record.Bytes;
        kept += slide.Kept && record.BagSha256.Length > 0 ? 1 : 0;
        made += !slide.Kept && record.BagSha256.Length > 0 ? 1 : 0;
        refused += record.BagSha256.Length == 0 ? 1 : 0;
        unreachable += slide.IsUnreachable || (record.BagSha256.Length == 0 && SlidePreparer.IsUnreachable(record)) ? 1 : 0;
    }

    /// <summary>A bag whose patient became known, or another, gets the new name inside; its features stay.</summary>
    private SlideRecord Renamed(SlideWork slide)
    {
        var record = slide.Record;
        if (slide.PatientInBag is not { } inBag)
            return record;
        var path = store.BagOf(record.Slide);
        if (inBag != slide.Owner)
        {
            var bag = BagFile.Read(path);
            BagFile.Write(path, new FeatureBag(slide.Owner, bag.Count, bag.Features, bag.Contract, bag.Coordinates, bag.TileLabels, bag.SlideIndex, [.. bag.Slides], bag.SourceSha256));
        }

        // A run that ended between the two leaves a bag whose row names another patient; such rows are mended here too.
        return inBag == slide.Owner && store.Catalogue.Find(record.File) is { } row && row.PatientPseudonym == record.PatientPseudonym
            ? record
            : record with { BagSha256 = FileDigest.Sha256(path) };
    }

    /// <summary>
    /// A slide that is not used any more leaves no bag: excluded (a withdrawn consent), its pictures go too; and when a file holds another slide than before,
    /// what was made of the old one goes.
    /// </summary>
    private void RemoveWhatIsOver(SlideWork slide, SlideRecord record)
    {
        bool Has(string code) => record.Findings.Any(finding => finding.Code == code);
        if (record.BagSha256.Length == 0 && !Has(FindingCodes.Duplicate) && !SlidePreparer.IsUnreachable(record) && !IsAnothers(record.Slide, record.File))
            store.Remove(record.Slide, picturesToo: Has(FindingCodes.Excluded) || Has(FindingCodes.LabelPicture));
        if (slide.Before is { } before && before.Slide != record.Slide && !SlidePreparer.IsUnreachable(record) && !IsAnothers(before.Slide, record.File))
            store.Remove(before.Slide, picturesToo: true);
    }

    /// <summary>Whether what lies in the store under a slide's name belongs to a copy of it under another file name.</summary>
    private bool IsAnothers(string slide, string file) =>
        (File.Exists(store.BagOf(slide)) || File.Exists(store.OverviewOf(slide))) && store.Catalogue.Slides().Any(other => other.Slide == slide && other.File != file && other.BagSha256.Length > 0);

    private SlideRecord Bagged(SlideWork slide)
    {
        if (slide.Fault is { } fault)
            return SlidePreparer.Refused(slide.Record, fault);
        if (slide.Tiles.Count == 0)
            return slide.Record;
        var path = store.BagOf(slide.Record.Slide);
        BagFile.Write(path, slide.ToBag(job.Contract.ToFeatureContract(job.Encoder.Dimension)));
        return slide.Record with
        {
            TilesInBag = slide.Tiles.Count,
            BagSha256 = FileDigest.Sha256(path),
            Seconds = job.Time.GetElapsedTime(slide.Started).TotalSeconds,
        };
    }

    private void Report()
    {
        if (job.Progress is not { } progress)
            return;
        var rate = firstTile == 0 ? 0 : tilesDone / Math.Max(1e-3, job.Time.GetElapsedTime(firstTile).TotalSeconds);
        TimeSpan? left = bytesDone > 0 && bytesDone < bytesTotal ? job.Time.GetElapsedTime(started) * ((bytesTotal - bytesDone) / (double)bytesDone) : null;
        progress.Report(new ExtractionProgress(slidesDone, slidesTotal, tilesDone, rate, left));
    }
}
