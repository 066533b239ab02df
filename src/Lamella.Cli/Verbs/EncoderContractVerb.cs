using System.CommandLine;
using Lamella.Federation;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Encoders.Registry;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Stain;
using Lamella.Pathology.Tissue;

namespace Lamella.Cli.Verbs;

/// <summary><c>encoder contract ENCODER --out FILE</c>: what all hospitals of a study do with their slides, with the reference tile's features.</summary>
internal static class EncoderContractVerb
{
    private const string BuiltIn = "builtin";

    /// <param name="folder">The registry's folder; left out: the one in <c>LAMELLA_HOME</c>.</param>
    public static Command Create(string? folder)
    {
        var wanted = new Argument<string>("encoder") { Description = $"Its SHA-256, the beginning of it, or its name; '{BuiltIn}' for the built-in one." };
        var output = new Option<string>("--out") { Description = "The contract, a JSON file to hand round.", Required = true };
        var defaults = new ExtractionContract();
        var mpp = new Option<double>("--mpp") { Description = "um/px of the tiles.", DefaultValueFactory = _ => defaults.MicronsPerPixel };
        var tileSize = new Option<int>("--tile-size") { Description = "Side of a tile in pixels at that resolution.", DefaultValueFactory = _ => defaults.TileSize };
        var tissue = new Option<TissueMethod>("--tissue") { Description = "How tissue is found: otsu, or saturation for pale stains." };
        var minimum = new Option<double>("--minimum-tissue") { Description = "Least share of tissue of a tile.", DefaultValueFactory = _ => defaults.MinimumTissue };
        var most = new Option<int>("--max-tiles") { Description = "Most tiles of a slide, by a seeded draw; 0: all.", DefaultValueFactory = _ => defaults.MaxTiles };
        var seed = new Option<ulong>("--seed") { Description = "Seed of that draw.", DefaultValueFactory = _ => defaults.Seed };
        var normalise = new Option<bool>("--normalise-stain") { Description = "Bring every slide's stains to a reference (Macenko)." };
        var command = new Command("contract", "Write the extraction contract of a study for an encoder.") { wanted, output, mpp, tileSize, tissue, minimum, most, seed, normalise };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(wanted);
            var registered = name == BuiltIn ? null : new EncoderRegistry(folder).Find(name);
            var contract = new ExtractionContract
            {
                Encoder = registered?.Sha256 ?? BuiltInEncoder.Id,
                Scaling = registered?.Scaling ?? InputScaling.Raw,
                MicronsPerPixel = parsed.GetValue(mpp),
                TileSize = parsed.GetValue(tileSize),
                Tissue = parsed.GetValue(tissue),
                MinimumTissue = parsed.GetValue(minimum),
                MaxTiles = parsed.GetValue(most),
                Seed = parsed.GetValue(seed),
                NormaliseTo = parsed.GetValue(normalise) ? StainMatrix.Reference : null,
            };
            contract.Check("as asked");
            var path = parsed.GetRequiredValue(output);
            if (Path.Exists(path))
                throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{path}' is there already.", "Name another file: hospitals may be working to the one that is there.");
            using var encoder = ContractEncoder.Open(contract, threads: 1, folder);
            contract = contract with { ReferenceFeatures = ReferenceCheck.Features(encoder) };
            contract.Write(path);
            Console.WriteLine($"Contract: {path}\nFeature contract (inputs.bags.contractSha256 of a protocol): {contract.ToFeatureContract(encoder.Dimension).Hash()}, {encoder.Dimension} features");
            return 0;
        });
        return command;
    }
}
