using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Bags;

/// <summary>
/// A site's folder of bags: one file per patient, or several slides of a patient joined into one bag. Bags are read when asked for and the first
/// ones stay in memory up to a budget: under random order over the whole cohort that keeps as many hits as fit, where evicting the least recent would
/// keep almost none. Safe to use from several threads.
/// </summary>
public sealed class BagStore
{
    private readonly BagStoreOptions options;
    private readonly SortedDictionary<string, string[]> filesOf;
    private readonly ConcurrentDictionary<string, FeatureBag> kept = new(StringComparer.Ordinal);
    private readonly ConcurrentStack<float[]> spare = new();
    private long keptBytes;
    private volatile bool full;

    private BagStore(string folder, BagStoreOptions options, SortedDictionary<string, string[]> filesOf) =>
        (Folder, this.options, this.filesOf, full) = (folder, options, filesOf, options.CacheBytes <= 0);

    /// <summary>Files of a folder that are bags.</summary>
    public const string Pattern = "*.h5";

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Patients that have a bag, in ordinal order.</summary>
    public IReadOnlyCollection<string> Patients => filesOf.Keys;

    /// <summary>Opens a folder; no bag is read yet.</summary>
    /// <exception cref="LamellaException">The folder is missing, or slides of the table have no bag (all are named).</exception>
    public static BagStore Open(string folder, BagStoreOptions? options = null)
    {
        options ??= new BagStoreOptions();
        if (!Directory.Exists(folder))
            throw new LamellaException(ErrorCodes.FileMissing, $"the folder of bags '{folder}' does not exist.", "Check 'bags' in map.yaml, or make the bags with 'lamella bags make'.");
        var files = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        if (options.Slides.Count == 0)
        {
            foreach (var file in Directory.EnumerateFiles(folder, Pattern))
                files[Path.GetFileNameWithoutExtension(file)] = [file];
        }
        else
        {
            RequireFiles(options.Slides.Select(slide => slide.Slide).Where(slide => !File.Exists(Path.Combine(folder, slide + ".h5"))), folder, "slide");
            foreach (var patient in options.Slides.GroupBy(slide => slide.PatientId, StringComparer.Ordinal))
                files[patient.Key] = [.. patient.Select(slide => slide.Slide).Distinct().Order(StringComparer.Ordinal).Select(slide => Path.Combine(folder, slide + ".h5"))];
        }

        return new BagStore(folder, options, files);
    }

    /// <summary>Whether <paramref name="patientId"/> has a bag.</summary>
    public bool Contains(string patientId) => filesOf.ContainsKey(patientId);

    /// <summary>Refuses patients without a bag; all of them are named.</summary>
    public void Require(IEnumerable<string> patientIds) => RequireFiles(patientIds.Where(patient => !Contains(patient)), Folder, "patient");

    /// <summary>
    /// Reads the headers of the bags of <paramref name="patientIds"/> and returns the one contract they share.
    /// </summary>
    /// <exception cref="LamellaException">A bag is missing or corrupt, carries no contract, or two differ: the field is named.</exception>
    public FeatureContract RequireOneContract(IReadOnlyCollection<string> patientIds)
    {
        Require(patientIds);
        BagHeader? first = null;
        foreach (var file in patientIds.SelectMany(patient => filesOf[patient]))
        {
            var header = BagFile.ReadHeader(file, options.Reading);
            var contract = header.Contract ?? throw BagFaults.NotDeclared(file, header.Layout);
            first ??= header;
            if (first.Contract!.FirstDifference(contract) is { } field)
                throw BagFaults.Differs(file, field, FieldOf(contract, field), $"{FieldOf(first.Contract, field)} (as in '{Path.GetFileName(first.Path)}')");
        }

        return first?.Contract ?? throw new LamellaException(ErrorCodes.CohortEmpty, $"'{Folder}' holds no bag.", "Make bags with 'lamella bags make', or correct the folder.");
    }

    /// <summary>The headers of a patient's files, without features.</summary>
    public IReadOnlyList<BagHeader> Headers(string patientId)
    {
        Require([patientId]);
        return [.. filesOf[patientId].Select(file => BagFile.ReadHeader(file, options.Reading))];
    }

    /// <summary>The bag of a patient, from memory or disk. It may be kept as long as wanted.</summary>
    /// <exception cref="LamellaException">It is missing, corrupt, holds values that are not finite, or has no contract.</exception>
    public FeatureBag Load(string patientId)
    {
        if (kept.TryGetValue(patientId, out var bag))
            return bag;
        bag = Read(patientId, buffer: null);
        Keep(bag);
        return bag;
    }

    /// <summary>
    /// Copies the features of a patient into <paramref name="destination"/> (n * d). What is not kept in memory is read into buffers that are
    /// used again: fresh pages would cost more than the reading.
    /// </summary>
    /// <exception cref="LamellaException">As <see cref="Load"/>.</exception>
    public void CopyFeatures(string patientId, Span<float> destination)
    {
        if (!full || kept.ContainsKey(patientId))
        {
            Load(patientId).Features.Span.CopyTo(destination);
            return;
        }

        spare.TryPop(out var buffer);
        ReadInto(patientId, ref buffer).Features.Span.CopyTo(destination);
        if (buffer is not null)
            spare.Push(buffer);
    }

    /// <summary>
    /// The bags of <paramref name="patientIds"/> in that order, each read while the one before it is in use. A bag is valid until the next one is
    /// asked for: its memory is used again, since fresh pages would cost more than the reading.
    /// </summary>
    /// <param name="patientIds">Patients in the order of use; may be endless.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IEnumerable<FeatureBag> Stream(IEnumerable<string> patientIds, CancellationToken cancellationToken = default)
    {
        using var order = patientIds.GetEnumerator();
        var buffers = new float[]?[2];
        var turn = 0;
        var next = Ahead();
        try
        {
            while (next is not null)
            {
                var bag = next.GetAwaiter().GetResult();
                next = Ahead();
                yield return bag;
            }
        }
        finally
        {
            // The read ahead writes into a buffer of ours: it has to be over before the buffers go.
            next?.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        Task<FeatureBag>? Ahead()
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!order.MoveNext())
                return null;
            var (patient, slot) = (order.Current, turn ^= 1);
            if (kept.TryGetValue(patient, out var bag))
                return Task.FromResult(bag);
            if (!full)
                return Task.Run(() => Load(patient), cancellationToken);
            return Task.Run(() => ReadInto(patient, ref buffers[slot]), cancellationToken);
        }
    }

    private FeatureBag ReadInto(string patientId, ref float[]? buffer)
    {
        var bag = Read(patientId, buffer);
        if (MemoryMarshal.TryGetArray(bag.Features, out var memory) && memory.Array is { } array && (buffer?.Length ?? 0) < array.Length)
            buffer = array;
        return bag;
    }

    private FeatureBag Read(string patientId, float[]? buffer)
    {
        Require([patientId]);
        var files = filesOf[patientId];
        var parts = files.Select(file => (Path.GetFileNameWithoutExtension(file), BagFile.Read(file, options.Reading, files.Length == 1 ? buffer : null))).ToArray();
        foreach (var (_, part) in parts)
        {
            if (parts[0].Item2.Contract.FirstDifference(part.Contract) is { } field)
                throw BagFaults.Differs(files[0], field, FieldOf(parts[0].Item2.Contract, field), FieldOf(part.Contract, field));
        }

        return BagMerge.Cap(BagMerge.Join(patientId, parts), options.MaxTiles, options.Seed);
    }

    private void Keep(FeatureBag bag)
    {
        var bytes = bag.Features.Length * (long)sizeof(float);
        full |= Interlocked.Add(ref keptBytes, bytes) > options.CacheBytes;
        if (full || !kept.TryAdd(bag.PatientId, bag))
            Interlocked.Add(ref keptBytes, -bytes);
    }

    private static void RequireFiles(IEnumerable<string> missing, string folder, string kind)
    {
        var names = missing.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (names.Length > 0)
            throw new LamellaException(
                ErrorCodes.BagMissing,
                $"{names.Length} {kind}{(names.Length == 1 ? " has" : "s have")} no bag in '{folder}': {string.Join(", ", names)}.",
                "Make their bags, or take them out of the table.");
    }

    private static object FieldOf(FeatureContract contract, string field) => field switch
    {
        "encoder" => contract.EncoderSha256,
        "um/px" => contract.MicronsPerPixel,
        "tile size" => contract.TileSize,
        "preprocessing" => $"'{contract.Preprocessing}'",
        _ => contract.Dimension,
    };
}
