using Lamella.Federation;
using Lamella.Pathology.Files;
using PureHDF;

namespace Lamella.Pathology.Bags;

/// <summary>
/// Bags as HDF5, contiguous and uncompressed: <c>features</c> [n, d] float32, <c>coords</c> [n, 2] int32 (level-0 pixels), optionally
/// <c>tile_labels</c> [n] and <c>slide_index</c> [n]; contract and its hash as attributes of the root. Layouts of CLAM, TRIDENT and STAMP are read too.
/// </summary>
public static class BagFile
{
    /// <summary>Writes <paramref name="bag"/>; the file is either wholly there or not there.</summary>
    /// <exception cref="LamellaException">A feature is not finite, or the disk is full.</exception>
    public static void Write(string path, FeatureBag bag)
    {
        BagFaults.RequireFinite(path, bag.Features.Span, bag.Dimension);
        var file = new H5File
        {
            ["features"] = new H5Dataset(bag.Features.ToArray(), fileDims: [(ulong)bag.Count, (ulong)bag.Dimension]),
        };
        if (bag.Coordinates is { } coordinates)
            file["coords"] = new H5Dataset(coordinates, fileDims: [(ulong)bag.Count, 2]);
        if (bag.TileLabels is { } labels)
            file["tile_labels"] = new H5Dataset(labels);
        if (bag.SlideIndex is { } slides)
            file["slide_index"] = new H5Dataset(slides);
        BagAttributes.Put(file, bag);
        AtomicFile.Write(path, stream => file.Write(stream, new H5WriteOptions(PreferCompactDatasetLayout: false)));
    }

    /// <summary>Reads a bag of any layout that is known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file may not prove; null: our own files only.</param>
    /// <param name="buffer">Memory for the features, used when large enough (the bag then lives in it); null: new memory.</param>
    /// <exception cref="LamellaException">
    /// The file is missing, corrupt, of another layout, holds values that are not finite, or its contract is unknown or contradicts the declared one.
    /// </exception>
    public static FeatureBag Read(string path, BagReadOptions? options = null, float[]? buffer = null) =>
        Open(path, options, source =>
        {
            var header = source.Header;
            var contract = header.Contract ?? throw BagFaults.NotDeclared(path, header.Layout);
            var length = header.Count * header.Dimension;
            var features = buffer is { } given && given.Length >= length ? given : GC.AllocateUninitializedArray<float>(length);
            source.ReadFeatures(features.AsSpan(0, length));
            BagFaults.RequireFinite(path, features.AsSpan(0, length), header.Dimension);
            return new FeatureBag(
                header.PatientId,
                header.Count,
                features.AsMemory(0, length),
                contract,
                source.ReadCoordinates(),
                source.ReadTileLabels(),
                source.ReadSlideIndex(),
                source.ReadSlides(),
                header.SourceSha256);
        });

    /// <summary>What the file says about itself; no features are read.</summary>
    /// <exception cref="LamellaException">As <see cref="Read"/>, but a contract that is not known is null.</exception>
    public static BagHeader ReadHeader(string path, BagReadOptions? options = null) => Open(path, options, source => source.Header);

    private static T Open<T>(string path, BagReadOptions? options, Func<BagSource, T> use)
    {
        if (!File.Exists(path))
            throw BagFaults.Missing(path);
        try
        {
            Superblock.RequireWhole(path);
            using var file = H5File.Open(new FiniteStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)));
            return use(new BagSource(file, path, options ?? new BagReadOptions()));
        }
        catch (Exception fault) when (fault is not (LamellaException or UnauthorizedAccessException))
        {
            // The reader meets arbitrary bytes: whatever it throws on them, impossible lengths included, means that the file is not what it claims.
            throw BagFaults.Corrupt(path, $"is not a readable HDF5 bag ({fault.Message})", fault);
        }
    }
}
