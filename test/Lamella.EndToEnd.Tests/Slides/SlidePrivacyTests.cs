using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Slides;

/// <summary>A real slide with label, macro, date and ids, under a patient's name: nothing of that reaches what may leave. Every byte written is searched.</summary>
public sealed class SlidePrivacyTests : IDisposable
{
    private const string Patient = "Dupont_Marie", Name = "Dupont_Marie 1956";
    private readonly TemporaryFolder folder = new();
    private readonly string slide;

    public SlidePrivacyTests()
    {
        slide = SharedData.Require("wsi", "CMU-1-Small-Region.svs");
        Directory.CreateDirectory(folder.File("slides"));
        File.Copy(slide, folder.File("slides", Name + ".svs"));
        File.WriteAllText(folder.File("clinical.csv"), $"patient,slide,age\n{Patient},{Name}.svs,61\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Label_macro_date_ids_and_names_reach_no_output_with_either_encoder()
    {
        var said = new StringBuilder();
        var onnx = SharedData.Require("backbone", "squeezenet1_1_features.onnx");
        await Run(said: null, "encoder", "add", onnx, "--license", "BSD-2-Clause", "--name", "squeezenet");
        await Run(said: null, "encoder", "contract", "squeezenet", "--mpp", "0.5", "--tile-size", "224", "--out", folder.File("contract.json"));
        foreach (var (store, contract) in new (string, string[])[] { ("built-in", []), ("squeezenet", ["--contract", folder.File("contract.json")]) })
        {
            var path = folder.File("stores", store);
            await Run(said: null, ["slides", "extract", folder.File("slides"), "--out", path, "--table", folder.File("clinical.csv"), .. contract]);
            await Run(said, "slides", "report", path);
            await Run(said, "slides", "cohort", path, "--name", "all", "--json");
            Assert.Single(Directory.GetFiles(Path.Combine(path, "bags")));
        }

        var secrets = Secrets();
        Assert.InRange(secrets.Count, 10, 1000);
        var files = Directory.GetFiles(folder.File("stores"), "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            // The hospital's own catalogue and table know its names, and nothing else of these.
            var own = file.Contains("/private/", StringComparison.Ordinal) || Path.GetFileName(file) == "slides.csv";
            foreach (var (what, secret) in secrets.Where(secret => !own || !secret.What.StartsWith("name", StringComparison.Ordinal)))
                Assert.False(bytes.AsSpan().IndexOf(secret) >= 0, $"{what} stands in {Path.GetRelativePath(folder.FullName, file)}");
        }

        foreach (var (what, secret) in secrets)
            Assert.False(Encoding.UTF8.GetBytes(said.ToString()).AsSpan().IndexOf(secret) >= 0, $"{what} was printed");
    }

    /// <summary>The search is able to find: each secret stands in the slide itself, or in its name.</summary>
    [Fact]
    public void Each_secret_is_found_where_it_comes_from()
    {
        var bytes = File.ReadAllBytes(slide).Concat(Encoding.UTF8.GetBytes(Name)).ToArray();
        Assert.All(Secrets(), secret => Assert.True(bytes.AsSpan().IndexOf(secret.Bytes) >= 0, secret.What));
    }

    [Fact]
    public async Task Inspect_names_kinds_and_no_values()
    {
        var (_, output, _) = await LamellaProcess.RunAsync("slides", "inspect", folder.File("slides", Name + ".svs"));

        foreach (var expected in new[] { "label", "macro", "aperio.Date", "aperio.ImageID", "file name" })
            Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.All(Secrets().Where(secret => !secret.What.StartsWith("name", StringComparison.Ordinal)), secret =>
            Assert.False(Encoding.UTF8.GetBytes(output).AsSpan().IndexOf(secret.Bytes) >= 0, secret.What));
    }

    private async Task Run(StringBuilder? said, params string[] arguments)
    {
        Environment.SetEnvironmentVariable("LAMELLA_HOME", folder.File("home"));
        var (exit, output, errors) = await LamellaProcess.RunAsync(arguments);
        Assert.True(exit == 0, errors);
        said?.Append(output);
    }

    /// <summary>What must not leave: values of the scanner's description, pieces of the label's and macro's own bytes, the file's name.</summary>
    private List<(string What, byte[] Bytes)> Secrets()
    {
        var bytes = File.ReadAllBytes(slide);
        var text = Encoding.Latin1.GetString(bytes);
        var secrets = new List<(string, byte[])> { ("name of the patient", Encoding.UTF8.GetBytes(Patient)), ("name of the file", Encoding.UTF8.GetBytes(Name)) };
        foreach (var key in new[] { "Date", "Time", "ImageID", "ScanScope ID", "Filename", "User" })
        {
            var value = Regex.Match(text, $@"\|{key} = ([^|\0]+)").Groups[1].Value.Trim();
            Assert.False(string.IsNullOrEmpty(value), key);
            secrets.Add(($"aperio.{key}", Encoding.Latin1.GetBytes(value)));
        }

        foreach (var (what, offset, length) in Pictures(bytes))
        {
            // Three pieces of each, away from headers that all files of the kind share.
            foreach (var part in new[] { 0.3, 0.5, 0.7 })
                secrets.Add((what, bytes.AsSpan(offset + (int)(length * part), 48).ToArray()));
        }

        return secrets;
    }

    /// <summary>The first strip of every directory whose description says label or macro (classic little-endian TIFF, as this file is).</summary>
    private static IEnumerable<(string What, int Offset, int Length)> Pictures(byte[] file)
    {
        for (var at = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)); at != 0;)
        {
            int count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)), offset = 0, length = 0;
            var description = "";
            for (var entry = at + 2; entry < at + 2 + (count * 12); entry += 12)
            {
                int tag = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry)), values = Int(entry + 4), value = Int(entry + 8);
                if (tag == 270)
                    description = Encoding.Latin1.GetString(file, value, values);
                else if (tag == 273)
                    offset = values == 1 ? value : Int(value);
                else if (tag == 279)
                    length = values == 1 ? value : Int(value);
            }

            var lines = description.Split('\n');
            if (lines.Length > 1 && (lines[1].StartsWith("label", StringComparison.Ordinal) || lines[1].StartsWith("macro", StringComparison.Ordinal)))
                yield return (lines[1][..5] + " picture", offset, length);
            at = Int(at + 2 + (count * 12));
        }

        int Int(int position) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(position));
    }
}
