using System.CommandLine;
using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;

namespace Lamella.Cli.Verbs;

/// <summary><c>bags inspect FILE|DIR</c>: what bags hold, without reading their features.</summary>
internal static class BagsInspectVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A bag, or a folder of bags." };
        var command = new Command("inspect", "Say what a bag holds: rows, features, contract, coordinates.") { path };
        command.SetAction(parsed => Inspect(parsed.GetRequiredValue(path)));
        return command;
    }

    private static int Inspect(string path)
    {
        if (!Directory.Exists(path))
        {
            var header = BagFile.ReadHeader(path);
            Console.WriteLine($"{path}: patient {header.PatientId}, {header.Count} tiles of {header.Dimension} features ({header.Layout} layout)");
            Console.WriteLine($"coordinates: {(header.HasCoordinates ? "level-0 pixels" : "unknown (can be trained on, gives no heatmap)")}; tile truth: {(header.HasTileLabels ? "yes" : "no")}");
            SayContract(header.Contract);
            return 0;
        }

        var faults = new List<LamellaException>();
        var headers = new List<BagHeader>();
        foreach (var file in Directory.EnumerateFiles(path, "*.h5").Order(StringComparer.Ordinal))
        {
            try
            {
                headers.Add(BagFile.ReadHeader(file));
            }
            catch (LamellaException fault)
            {
                faults.Add(fault);
            }
        }

        if (headers.Count + faults.Count == 0)
            throw new LamellaException(ErrorCodes.FileMissing, $"'{path}' holds no bag (*.h5).", "Name a bag or a folder of bags.");
        Console.WriteLine($"{path}: {headers.Count} bags, {headers.Sum(header => (long)header.Count)} tiles");
        foreach (var group in headers.GroupBy(header => header.Contract?.Hash()))
        {
            var counts = group.Select(header => header.Count).Order().ToArray();
            Console.WriteLine($"{counts.Length} bags: {counts[0]} to {counts[^1]} tiles, median {counts[counts.Length / 2]}; coordinates known in {group.Count(header => header.HasCoordinates)}, tile truth in {group.Count(header => header.HasTileLabels)}");
            SayContract(group.First().Contract);
        }

        if (headers.DistinctBy(header => header.Contract?.Hash()).Count() > 1)
            Console.WriteLine("Contracts differ: these bags cannot be used in one study.");
        foreach (var fault in faults)
            Console.WriteLine($"{fault.Code} {fault.Fault}");
        return faults.Count == 0 ? 0 : 1;
    }

    private static void SayContract(FeatureContract? contract) => Console.WriteLine(contract is null
        ? "contract: none in the file; declare it in map.yaml (declaredContract)"
        : string.Create(CultureInfo.InvariantCulture, $"contract: {contract.Hash()[..16]}{(contract.Declared ? " (declared)" : "")}, encoder {Short(contract.EncoderSha256)}, {(contract.MicronsPerPixel > 0 ? $"{contract.MicronsPerPixel:R} um/px" : "um/px not known")}, tile {contract.TileSize} px, {contract.Preprocessing}, {contract.Dimension} features"));

    private static string Short(string encoder) => encoder.Length == 64 ? encoder[..16] : encoder;
}
