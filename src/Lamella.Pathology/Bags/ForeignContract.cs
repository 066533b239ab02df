using Lamella.Federation.Studies;
using PureHDF;

namespace Lamella.Pathology.Bags;

/// <summary>
/// Contract of files that prove none: the user's declaration, checked against whatever the file does say (tile size, magnification,
/// micrometres). A contradiction is refused rather than believed.
/// </summary>
internal static class ForeignContract
{
    // 20x is called .5 um/px where a scanner says .499 or .46: a third apart is another resolution, a tenth is not.
    private const double MppTolerance = 0.15;

    public static FeatureContract? Resolve(string path, BagLayout layout, IH5Group file, BagReadOptions options, int dimension)
    {
        if (options.Declared is not { } declared)
            return null;
        if (declared.Dimension != dimension)
            throw BagFaults.Differs(path, "dimension", dimension, declared.Dimension);
        var (tile, mpp) = layout switch
        {
            BagLayout.Trident => Trident(file.Get("coords")),
            BagLayout.Stamp => Stamp(file),
            _ => (null, null),
        };
        if (tile is { } side && declared.TileSize > 0 && (int)side != declared.TileSize)
            throw BagFaults.Differs(path, "tile size", side, declared.TileSize);
        if (mpp is { } found && declared.MicronsPerPixel > 0 && Math.Abs(found / declared.MicronsPerPixel - 1) > MppTolerance)
            throw BagFaults.Differs(path, "um/px", Math.Round(found, 3), declared.MicronsPerPixel);
        return declared with { Declared = true };
    }

    private static (double? Tile, double? Mpp) Trident(IH5Object coords)
    {
        // By convention 10x is 1 um/px.
        var magnification = BagAttributes.Number(coords, "target_magnification");
        return (BagAttributes.Number(coords, "patch_size"), magnification > 0 ? 10 / magnification : null);
    }

    private static (double? Tile, double? Mpp) Stamp(IH5Object file)
    {
        var pixels = BagAttributes.Number(file, "tile_size_px");
        var microns = BagAttributes.Number(file, "tile_size_um");
        return (pixels, microns > 0 && pixels > 0 ? microns / pixels : null);
    }
}
