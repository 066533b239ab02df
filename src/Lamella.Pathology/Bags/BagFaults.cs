using System.Numerics;
using System.Runtime.InteropServices;
using Lamella.Federation;

namespace Lamella.Pathology.Bags;

/// <summary>The words for what can be wrong with a bag.</summary>
internal static class BagFaults
{
    public static LamellaException Missing(string path) =>
        new(ErrorCodes.FileMissing, $"the bag '{path}' does not exist.", "Check the path, or make the bags with 'lamella bags make'.");

    public static LamellaException Corrupt(string path, string what, Exception? inner = null) =>
        new(ErrorCodes.BagCorrupt, $"'{path}' {what}", "Copy or make the file again; nothing was read from it.", inner);

    public static LamellaException NotDeclared(string path, BagLayout layout) =>
        new(
            ErrorCodes.ContractMismatch,
            $"'{path}' ({layout}) does not prove which encoder, resolution and tile size its features come from.",
            "Declare it: in map.yaml under declaredContract (encoderSha256, micronsPerPixel, tileSize, preprocessing, dimension).");

    public static LamellaException Differs(string path, string field, object found, object asked) =>
        new(
            ErrorCodes.ContractMismatch,
            $"'{path}' differs in {field}: it has {found}, asked is {asked}.",
            "Features of different contracts are never mixed: make all bags with one encoder and the same tiles, or correct the declared contract.");

    /// <summary>Throws naming the first row that holds a NaN or an infinity.</summary>
    public static void RequireFinite(string path, ReadOnlySpan<float> features, int dimension)
    {
        // One vector pass at memory speed; the search for the culprit runs only when there is one.
        if (AllFinite(features))
            return;
        for (var i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(features[i]))
                throw new LamellaException(
                    ErrorCodes.FeatureNotFinite,
                    $"'{path}' holds {features[i]} in tile row {i / dimension}, feature {i % dimension}.",
                    "Make the bag again; if it stays so, that tile breaks the encoder: leave it out.");
        }
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        // A float is NaN or infinite exactly when all bits of its exponent are set.
        var exponent = new Vector<int>(0x7F800000);
        var bits = MemoryMarshal.Cast<float, int>(values);
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(bits);
        foreach (var vector in vectors)
        {
            if (Vector.EqualsAny(vector & exponent, exponent))
                return false;
        }

        foreach (var value in values[(vectors.Length * Vector<int>.Count)..])
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
