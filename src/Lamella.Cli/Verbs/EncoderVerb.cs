using System.CommandLine;
using System.Globalization;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Encoders.Registry;

namespace Lamella.Cli.Verbs;

/// <summary><c>encoder add|list|show|contract</c>: the encoders of this machine.</summary>
internal static class EncoderVerb
{
    /// <param name="folder">The registry's folder; left out: the one in <c>LAMELLA_HOME</c>.</param>
    public static Command Create(string? folder = null) => new("encoder", "Keep ONNX encoders with their licences, checked before they are used.")
    {
        Add(folder), List(folder), Show(folder), EncoderContractVerb.Create(folder),
    };

    private static Command Add(string? folder)
    {
        var file = new Argument<string>("file") { Description = "The ONNX file; see docs/recipes/encoder-from-timm.md." };
        var licence = new Option<string>("--license") { Description = "The licence it is used under, in one line.", Required = true };
        var name = new Option<string?>("--name") { Description = "Name on this machine; left out: that of the file." };
        var scaling = new Option<InputScaling>("--scaling") { Description = "How pixels enter the encoder: raw (0..255), imagenet (mean and sd), unit (0..1)." };
        var json = Json();
        var command = new Command("add", "Check an encoder, run it once and keep a copy with its licence.") { file, licence, name, scaling, json };
        command.SetAction(parsed =>
        {
            var (encoder, wasThere) = new EncoderRegistry(folder).Add(
                parsed.GetRequiredValue(file), parsed.GetRequiredValue(licence), parsed.GetValue(name), parsed.GetValue(scaling));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(encoder.ToJson());
                return 0;
            }

            output.WriteLine(wasThere ? "In the registry already; nothing is changed." : "Added.");
            Say(output, encoder);
            return 0;
        });
        return command;
    }

    private static Command List(string? folder)
    {
        var json = Json();
        var command = new Command("list", "Show the encoders of this machine.") { json };
        command.SetAction(parsed =>
        {
            var encoders = new EncoderRegistry(folder).List();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine("[" + string.Join(",", encoders.Select(encoder => "\n" + encoder.ToJson())) + "]");
                return 0;
            }

            if (encoders.Count == 0)
                output.WriteLine("No encoder was added. 'lamella encoder add FILE --license TEXT' adds one; the built-in one needs no file.");
            foreach (var encoder in encoders)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{encoder.Sha256[..12]}  {encoder.Name}  {encoder.Dimension} features, {Megabytes(encoder)}, {Name(encoder.Scaling)}, {encoder.Licence}"));
            return 0;
        });
        return command;
    }

    private static Command Show(string? folder)
    {
        var wanted = new Argument<string>("encoder") { Description = "Its SHA-256, the beginning of it, or its name." };
        var json = Json();
        var command = new Command("show", "Show one encoder; its file is hashed again.") { wanted, json };
        command.SetAction(parsed =>
        {
            var encoder = new EncoderRegistry(folder).Find(parsed.GetRequiredValue(wanted));
            if (parsed.GetValue(json))
                parsed.InvocationConfiguration.Output.WriteLine(encoder.ToJson());
            else
                Say(parsed.InvocationConfiguration.Output, encoder);
            return 0;
        });
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    private static void Say(TextWriter output, RegisteredEncoder encoder)
    {
        output.WriteLine($"name      {encoder.Name}");
        output.WriteLine($"sha256    {encoder.Sha256}");
        output.WriteLine($"licence   {encoder.Licence}");
        output.WriteLine($"takes     tiles of {(encoder.InputSide is { } side ? $"{side} px" : "any side")}, scaled {Name(encoder.Scaling)}");
        output.WriteLine($"gives     {encoder.Dimension} features");
        output.WriteLine($"file      {encoder.File} ({Megabytes(encoder)}, operator set {encoder.Opset})");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"added     {encoder.AddedAt:yyyy-MM-dd HH:mm} UTC"));
    }

    private static string Megabytes(RegisteredEncoder encoder) => string.Create(CultureInfo.InvariantCulture, $"{encoder.Bytes / 1e6:F1} MB");

    private static string Name(InputScaling scaling) => scaling switch
    {
        InputScaling.ImageNet => "imagenet",
        InputScaling.Unit => "unit (0..1)",
        _ => "raw (0..255)",
    };
}
