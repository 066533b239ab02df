using System.CommandLine;
using System.Text.Json;
using Lamella.Cli.Verbs;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Cli.Tests;

public sealed class EncoderVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_encoder_is_added_listed_and_shown()
    {
        var file = SharedData.Require("backbone", "squeezenet1_1_features.onnx");

        var (code, said) = Run("add", file, "--license", "MIT", "--name", "squeezenet");
        Assert.Equal(0, code);
        Assert.StartsWith("Added.", said);
        Assert.Contains("gives     1152 features", said);
        Assert.StartsWith("In the registry already", Run("add", file, "--license", "MIT").Output);

        Assert.Contains("squeezenet  1152 features, 2.9 MB, raw (0..255), MIT", Run("list").Output);
        using var list = JsonDocument.Parse(Run("list", "--json").Output);
        var sha256 = list.RootElement[0].GetProperty("sha256").GetString()!;
        Assert.Equal("raw", list.RootElement[0].GetProperty("scaling").GetString());

        Assert.Contains(sha256, Run("show", sha256[..8]).Output);
        using var shown = JsonDocument.Parse(Run("show", "squeezenet", "--json").Output);
        Assert.Equal("MIT", shown.RootElement.GetProperty("licence").GetString());
    }

    [Fact]
    public void An_empty_registry_says_what_to_do_and_what_is_unknown_is_refused()
    {
        Assert.Contains("encoder add FILE --license TEXT", Run("list").Output);
        using var list = JsonDocument.Parse(Run("list", "--json").Output);
        Assert.Equal(0, list.RootElement.GetArrayLength());
        Assert.Equal(ErrorCodes.EncoderUnknown, Assert.Throws<LamellaException>(() => Run("show", "abcdef")).Code);
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => Run("add", folder.File("none.onnx"), "--license", "MIT")).Code);
    }

    [Fact]
    public void A_licence_is_asked_for()
    {
        using var errors = new StringWriter();
        Assert.Equal(1, EncoderVerb.Create(folder.FullName).Parse(["add", "x.onnx"]).Invoke(new InvocationConfiguration { Error = errors, Output = TextWriter.Null }));
        Assert.Contains("--license", errors.ToString());
    }

    private (int Code, string Output) Run(params string[] args)
    {
        using var output = new StringWriter();
        var code = EncoderVerb.Create(folder.File("encoders")).Parse(args).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }
}
