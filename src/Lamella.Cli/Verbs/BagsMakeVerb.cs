using System.CommandLine;
using Lamella.Federation;
using Lamella.Pathology.Bags.Making;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Encoders.Registry;
using Lamella.Pathology.Tiles;

namespace Lamella.Cli.Verbs;

/// <summary><c>bags make --tiles DIR --index FILE --out DIR</c>: one bag per patient; run again, it goes on where it stopped.</summary>
internal static class BagsMakeVerb
{
    public static Command Create()
    {
        var tiles = new Option<string>("--tiles") { Description = "Folder of the tiles.", Required = true };
        var index = new Option<string>("--index") { Description = "Table of the tiles: file, patient, x, y (level-0 pixels).", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for the bags and patients.csv.", Required = true };
        var encoder = new Option<string?>("--encoder") { Description = "ONNX encoder, a file or one of 'encoder list'; left out: the built-in stain and texture statistics." };
        var mpp = new Option<double>("--mpp") { Description = "Micrometres per pixel of the tiles; 0: not known." };
        var scaling = new Option<InputScaling>("--scaling") { Description = "How pixels enter the encoder: raw (0..255), imagenet (mean and sd), unit (0..1)." };
        var tileSize = new Option<int?>("--tile-size") { Description = "Side of a tile in pixels; left out: the commonest." };
        var where = new Option<string[]>("--where") { Description = "column=value: only these rows of the index.", AllowMultipleArgumentsPerToken = true };
        var label = new Option<string?>("--label-column") { Description = "Column with the truth of each tile (0, 1, ...)." };
        var share = new Option<double?>("--positive-share") { Description = "A patient's outcome is 1 when at least this share of its tiles is positive." };
        var carry = new Option<string?>("--carry") { Description = "Columns carried into patients.csv, separated by commas." };
        var batch = new Option<int>("--batch") { Description = "Tiles per call of the encoder.", DefaultValueFactory = _ => 32 };
        var threads = new Option<int>("--threads") { Description = "Threads of the encoder; decoding takes the other cores.", DefaultValueFactory = _ => 1 };
        var command = new Command("make", "Encode tiles into one feature bag per patient; what is there already is kept.")
        {
            tiles, index, output, encoder, mpp, scaling, tileSize, where, label, share, carry, batch, threads,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = parsed.GetRequiredValue(tiles);
            var read = TileIndex.Read(parsed.GetRequiredValue(index), new TileIndexOptions
            {
                LabelColumn = parsed.GetValue(label),
                Where = Filters(parsed.GetValue(where) ?? []),
                Carry = parsed.GetValue(carry)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            });
            var side = parsed.GetValue(tileSize) ?? TileDecoder.CommonSize(folder, read.Patients.SelectMany(patient => patient.Tiles));
            Bound("--tile-size", side, 32, 4096);
            Bound("--batch", parsed.GetValue(batch), 1, 1024);
            Bound("--threads", parsed.GetValue(threads), 1, 64);
            using ITileEncoder used = parsed.GetValue(encoder) is { } file
                ? new OnnxEncoder(File.Exists(file) ? file : new EncoderRegistry().Find(file).File, new OnnxEncoderOptions
                {
                    MicronsPerPixel = parsed.GetValue(mpp),
                    TileSize = side,
                    Scaling = parsed.GetValue(scaling),
                    Batch = parsed.GetValue(batch),
                    Threads = parsed.GetValue(threads),
                })
                : new BuiltInEncoder(side, parsed.GetValue(mpp));
            Console.WriteLine($"{read.Patients.Count} patients, {read.Patients.Sum(patient => patient.Tiles.Count)} tiles of {side} px; {used.Dimension} features a tile ({Encoder(parsed.GetValue(encoder))}).");
            if (read.RowsLeftOut > 0)
                Console.WriteLine($"{read.RowsLeftOut} rows of the index are left out by --where.");
            var result = await BagsProgress.ShowAsync(progress => BagBuilder.Run(
                new BagBuildOptions
                {
                    TileFolder = folder,
                    Index = read,
                    Encoder = used,
                    OutputFolder = parsed.GetRequiredValue(output),
                    PositiveShare = parsed.GetValue(share),
                    Progress = progress,
                },
                cancellation));
            Say(result, parsed.GetRequiredValue(output));
            return 0;
        });
        return command;
    }

    private static string Encoder(string? file) => file is null ? BuiltInEncoder.Id : Path.GetFileName(file);

    private static Dictionary<string, string> Filters(IEnumerable<string> where)
    {
        var filters = new Dictionary<string, string>();
        foreach (var filter in where)
        {
            if (filter.Split('=', 2) is not [{ Length: > 0 } column, var value] || !filters.TryAdd(column, value))
                throw new LamellaException(ErrorCodes.UsageWrong, $"--where '{filter}' is not column=value, or names its column twice.", "Write for example --where id_block=1.");
        }

        return filters;
    }

    private static void Bound(string option, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new LamellaException(ErrorCodes.UsageWrong, $"{option} is {value}.", $"Give {least} to {most}.");
    }

    private static void Say(BagBuildResult result, string output)
    {
        Console.WriteLine($"{result.Made} bags made, {result.Kept} kept as they were, in {output}.");
        if (result.TilesLeftOut > 0)
            Console.WriteLine($"{result.TilesLeftOut} tiles are left out: under half the tile's side.");
        if (result.PatientsWithoutBag.Count > 0)
            Console.WriteLine($"No tile is left of: {string.Join(", ", result.PatientsWithoutBag)}.");
        Console.WriteLine($"Patients: {result.PatientsFile}");
    }
}
