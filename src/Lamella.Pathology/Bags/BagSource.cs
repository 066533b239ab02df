using PureHDF;
using PureHDF.VOL.Native;

namespace Lamella.Pathology.Bags;

/// <summary>An open bag file: shapes are checked against the limits and the file's own length before anything is read.</summary>
internal sealed class BagSource
{
    private readonly NativeFile file;
    private readonly BagReadOptions options;
    private readonly string path;
    private readonly NativeDataset features;

    public BagSource(NativeFile file, string path, BagReadOptions options)
    {
        (this.file, this.path, this.options) = (file, path, options);
        var layout = LayoutOf();
        features = Dataset(layout is BagLayout.Stamp ? "feats" : "features");
        var (count, dimension) = FeatureShape();
        var contract = layout is BagLayout.Lamella ? BagAttributes.Contract(path, file) : ForeignContract.Resolve(path, layout, file, options, dimension);
        if (contract is not null && contract.Dimension != dimension)
            throw layout is BagLayout.Lamella
                ? BagFaults.Corrupt(path, $"has {dimension} features a row, its contract says {contract.Dimension}.")
                : BagFaults.Differs(path, "dimension", dimension, contract.Dimension);
        var patient = layout is BagLayout.Lamella ? BagAttributes.Text(file, "patient") : "";
        Header = new BagHeader(
            path,
            options.PatientId ?? (patient.Length > 0 ? patient : Path.GetFileNameWithoutExtension(path)),
            layout,
            count,
            dimension,
            contract,
            HasCoordinates: file.LinkExists("coords") && PixelsPerUnit(layout) is not null,
            HasTileLabels: layout is BagLayout.Lamella && file.LinkExists("tile_labels"),
            SourceSha256: layout is BagLayout.Lamella ? BagAttributes.Text(file, "source_sha256") : "");
    }

    public BagHeader Header { get; }

    public void ReadFeatures(Span<float> into)
    {
        switch (features.Type.Size)
        {
            case 4:
                features.Read(into);
                break;
            case 2:
                var halves = new Half[into.Length];
                features.Read(halves.AsSpan());
                for (var i = 0; i < halves.Length; i++)
                    into[i] = (float)halves[i];
                break;
            default:
                var doubles = new double[into.Length];
                features.Read(doubles.AsSpan());
                for (var i = 0; i < doubles.Length; i++)
                    into[i] = (float)doubles[i];
                break;
        }
    }

    public int[]? ReadCoordinates()
    {
        if (!Header.HasCoordinates)
            return null;
        var coords = Dataset("coords");
        RequireLength(coords, "coords", Header.Count * 2L);
        var scale = PixelsPerUnit(Header.Layout)!.Value;
        var whole = (coords.Type.Class, coords.Type.Size) switch
        {
            (H5DataTypeClass.FixedPoint, 4) when scale == 1 && coords.Type.FixedPoint!.IsSigned => coords.Read<int[]>(),
            (H5DataTypeClass.FixedPoint, 4) => Array.ConvertAll(coords.Read<uint[]>(), value => ToPixel(value * scale)),
            (H5DataTypeClass.FixedPoint, 8) => Array.ConvertAll(coords.Read<long[]>(), value => ToPixel(value * scale)),
            (H5DataTypeClass.FloatingPoint, 4) => Array.ConvertAll(coords.Read<float[]>(), value => ToPixel(value * scale)),
            (H5DataTypeClass.FloatingPoint, 8) => Array.ConvertAll(coords.Read<double[]>(), value => ToPixel(value * scale)),
            var (kind, size) => throw BagFaults.Corrupt(path, $"has coords of type {kind} with {size} bytes; integers or floats of 4 or 8 bytes are read."),
        };
        return whole;
    }

    public byte[]? ReadTileLabels()
    {
        if (!Header.HasTileLabels)
            return null;
        var labels = Dataset("tile_labels");
        RequireLength(labels, "tile_labels", Header.Count);
        return labels.Read<byte[]>();
    }

    public int[]? ReadSlideIndex()
    {
        if (Header.Layout is not BagLayout.Lamella || !file.LinkExists("slide_index"))
            return null;
        var index = Dataset("slide_index");
        RequireLength(index, "slide_index", Header.Count);
        return index.Read<int[]>();
    }

    public string[] ReadSlides() =>
        Header.Layout is BagLayout.Lamella && file.AttributeExists("slides") ? file.Attribute("slides").Read<string[]>() : [];

    private BagLayout LayoutOf()
    {
        if (file.AttributeExists(BagAttributes.Format))
            return BagAttributes.Text(file, BagAttributes.Format) == BagAttributes.FormatValue
                ? BagLayout.Lamella
                : throw BagFaults.Corrupt(path, $"is of format '{BagAttributes.Text(file, BagAttributes.Format)}'; this version reads '{BagAttributes.FormatValue}'.");
        if (file.LinkExists("feats"))
            return BagLayout.Stamp;
        if (!file.LinkExists("features"))
            throw BagFaults.Corrupt(path, "holds neither 'features' nor 'feats'.");
        return file.LinkExists("coords") && Dataset("coords").AttributeExists("patch_size_level0") ? BagLayout.Trident : BagLayout.Clam;
    }

    private (int Count, int Dimension) FeatureShape()
    {
        var shape = features.Space.Dimensions;
        if (features.Type.Class is not H5DataTypeClass.FloatingPoint || features.Type.Size is not (2 or 4 or 8))
            throw BagFaults.Corrupt(path, $"has features of type {features.Type.Class} with {features.Type.Size} bytes; floats of 2, 4 or 8 bytes are read.");
        var (count, dimension) = shape switch
        {
            [var d] => (1UL, d),
            [var n, var d] => (n, d),
            [1, var n, var d] => (n, d),
            _ => throw BagFaults.Corrupt(path, $"has features of shape [{string.Join(", ", shape)}]; [n, d], [1, n, d] or [d] is read."),
        };
        if (count is 0 or > BagLimits.MaxTiles || dimension is 0 or > BagLimits.MaxDimension || count * dimension > BagLimits.MaxElements)
            throw BagFaults.Corrupt(path, $"claims {count} rows of {dimension} features; at least 1 x 1 and at most {BagLimits.MaxTiles} x {BagLimits.MaxDimension} and {BagLimits.MaxElements} in all are read.");
        var stored = (long)(count * dimension) * features.Type.Size;
        var length = new FileInfo(path).Length;
        if (stored > (features.Layout.Class is H5DataLayoutClass.Chunked ? length * BagLimits.MaxCompression : length))
            throw BagFaults.Corrupt(path, $"claims {stored} bytes of features in a file of {length}.");
        return ((int)count, (int)dimension);
    }

    private double? PixelsPerUnit(BagLayout layout) =>
        layout is BagLayout.Lamella ? 1 : ForeignCoordinates.PixelsPerUnit(layout, file, options, Stride);

    /// <summary>Smallest step between different x: the tile's side in the unit of coords, where tiles do not overlap.</summary>
    private double Stride()
    {
        var coords = Dataset("coords");
        if (coords.Type.Class is not H5DataTypeClass.FixedPoint || coords.Type.Size is not 8)
            return 0;
        var values = coords.Read<long[]>();
        var columns = values.Where((_, i) => i % 2 == 0).Distinct().Order().ToArray();
        return columns.Zip(columns.Skip(1), (left, right) => right - left).DefaultIfEmpty(0).Min();
    }

    private NativeDataset Dataset(string name) =>
        file.LinkExists(name) && file.Get(name) is NativeDataset dataset ? dataset : throw BagFaults.Corrupt(path, $"has no dataset '{name}'.");

    private void RequireLength(NativeDataset dataset, string name, long expected)
    {
        var shape = dataset.Space.Dimensions;
        if (shape.Aggregate(1UL, (product, side) => checked(product * side)) != (ulong)expected)
            throw BagFaults.Corrupt(path, $"has {name} of shape [{string.Join(", ", shape)}] for {Header.Count} rows of features.");
    }

    private int ToPixel(double value) =>
        Math.Abs(value) <= int.MaxValue ? (int)Math.Round(value) : throw BagFaults.Corrupt(path, $"has the coordinate {value}, which no slide reaches.");
}
