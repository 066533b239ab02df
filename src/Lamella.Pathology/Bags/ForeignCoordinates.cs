using PureHDF;

namespace Lamella.Pathology.Bags;

/// <summary>
/// How many level-0 pixels one unit of a foreign file's coords is. CLAM and TRIDENT store level-0 pixels. STAMP stores micrometres from version 2
/// on (it then says so), and before that pixels of 224 or 256 px tiles that are 256 um wide; where neither shows, the unit is unknown.
/// </summary>
internal static class ForeignCoordinates
{
    private const double StampTileMicrons = 256;

    /// <returns>Level-0 pixels per unit; null when unknown.</returns>
    public static double? PixelsPerUnit(BagLayout layout, IH5Object file, BagReadOptions options, Func<double> stride)
    {
        double? perMicron = options.LevelZeroMicronsPerPixel is > 0 and var mpp ? 1 / mpp : null;
        return options.Unit switch
        {
            CoordinateUnit.LevelZeroPixels => 1,
            CoordinateUnit.Micrometres => perMicron,
            CoordinateUnit.Unknown => null,
            _ when layout is not BagLayout.Stamp => 1,
            _ when InMicrometres(file) => perMicron,
            _ when perMicron is not null && stride() is 224 or 256 => StampTileMicrons / stride() * perMicron,
            _ => null,
        };
    }

    private static bool InMicrometres(IH5Object file) =>
        BagAttributes.Text(file, "unit") is "um" || BagAttributes.Number(file, "tile_size_um") is not null || Version(file) >= 2;

    private static int Version(IH5Object file) =>
        int.TryParse(BagAttributes.Text(file, "stamp_version").Split('.')[0], out var major) ? major : 0;
}
