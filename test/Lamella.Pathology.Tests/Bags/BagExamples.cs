using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using PureHDF;

namespace Lamella.Pathology.Tests.Bags;

/// <summary>Small bags with values given by a formula.</summary>
internal static class BagExamples
{
    public static FeatureContract Contract(int dimension, double mpp = 0.5) => new()
    {
        EncoderSha256 = "builtin:example:1",
        MicronsPerPixel = mpp,
        TileSize = 224,
        Preprocessing = "rgb 0..255 nchw",
        Dimension = dimension,
    };

    public static FeatureBag Bag(string patient, int count, int dimension, float start = 0, double mpp = 0.5) =>
        new(
            patient,
            count,
            Values(count * dimension, start),
            Contract(dimension, mpp),
            [.. Enumerable.Range(0, count * 2).Select(i => i * 224)],
            [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);

    public static float[] Values(int length, float start = 0) => [.. Enumerable.Range(0, length).Select(i => start + (i * 0.25f))];

    /// <summary>A file as another tool would write it.</summary>
    public static void WriteForeign(string path, string features, ulong[] shape, Array values, Array? coords, Action<H5File, H5Dataset?>? attributes = null)
    {
        var file = new H5File { [features] = new H5Dataset(values, fileDims: shape) };
        var coordinates = coords is null ? null : new H5Dataset(coords, fileDims: shape.Length == 3 ? [1, (ulong)coords.Length / 2, 2] : [(ulong)coords.Length / 2, 2]);
        attributes?.Invoke(file, coordinates);
        if (coordinates is not null)
            file["coords"] = coordinates;
        file.Write(path);
    }
}
