using Lamella.Federation.Studies;
using PureHDF;

namespace Lamella.Pathology.Bags;

/// <summary>The attributes of our own bags, in one place for writer and reader.</summary>
internal static class BagAttributes
{
    public const string Format = "lamella_format";
    public const string FormatValue = "feature-bag-1";

    public static void Put(H5File file, FeatureBag bag)
    {
        var contract = bag.Contract;
        var attributes = file.Attributes;
        attributes[Format] = FormatValue;
        attributes["patient"] = bag.PatientId;
        attributes["contract_sha256"] = contract.Hash();
        attributes["encoder"] = contract.EncoderSha256;
        attributes["mpp"] = contract.MicronsPerPixel;
        attributes["tile_size"] = contract.TileSize;
        attributes["preprocessing"] = contract.Preprocessing;
        attributes["dimension"] = contract.Dimension;
        attributes["declared"] = contract.Declared ? 1 : 0;
        attributes["coordinates"] = bag.Coordinates is null ? "unknown" : "level-0 pixels";
        attributes["source_sha256"] = bag.SourceSha256;
        if (bag.Slides.Count > 0)
            attributes["slides"] = bag.Slides.ToArray();
    }

    /// <summary>The contract a file of ours carries; its hash must be the one that stands beside it.</summary>
    public static FeatureContract Contract(string path, IH5Object root)
    {
        var contract = new FeatureContract
        {
            EncoderSha256 = Text(root, "encoder"),
            MicronsPerPixel = Number(root, "mpp") ?? throw BagFaults.Corrupt(path, "has no 'mpp'."),
            TileSize = (int)(Number(root, "tile_size") ?? throw BagFaults.Corrupt(path, "has no 'tile_size'.")),
            Preprocessing = Text(root, "preprocessing"),
            Dimension = (int)(Number(root, "dimension") ?? throw BagFaults.Corrupt(path, "has no 'dimension'.")),
            Declared = Number(root, "declared") == 1,
        };
        if (Text(root, "contract_sha256") != contract.Hash())
            throw BagFaults.Corrupt(path, "carries a contract that does not match its hash.");
        return contract;
    }

    public static string Text(IH5Object of, string name) => of.AttributeExists(name) ? of.Attribute(name).Read<string>() : "";

    /// <summary>A number of any width, or null when there is none of that name. Python writes scalars of several kinds.</summary>
    public static double? Number(IH5Object of, string name)
    {
        if (!of.AttributeExists(name))
            return null;
        var attribute = of.Attribute(name);
        return (attribute.Type.Class, attribute.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 8) => attribute.Read<double[]>()[0],
            (H5DataTypeClass.FloatingPoint, 4) => attribute.Read<float[]>()[0],
            (H5DataTypeClass.FixedPoint, 8) => attribute.Read<long[]>()[0],
            (H5DataTypeClass.FixedPoint, 4) => attribute.Read<int[]>()[0],
            (H5DataTypeClass.FixedPoint, 2) => attribute.Read<short[]>()[0],
            (H5DataTypeClass.FixedPoint, 1) => attribute.Read<byte[]>()[0],
            _ => null,
        };
    }
}
