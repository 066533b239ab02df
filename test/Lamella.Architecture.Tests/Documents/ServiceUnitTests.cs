using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Documents;

/// <summary>The bundles' service units are what docs/operations.md says of them.</summary>
public sealed partial class ServiceUnitTests
{
    private const string Program = "/opt/lamella/current/bin/lamella";

    private static readonly string Root = SharedData.RepositoryRoot;

    private static string PathOf(string unit) => Path.Combine(Root, "eng", "bundle", unit);

    [Theory]
    [InlineData("lamella-coordinator.service")]
    [InlineData("lamella-site.service")]
    public void The_exposure_on_the_page_is_what_systemd_says_of_the_unit(string unit)
    {
        var said = Overall().Match(Analyze(252, "security", "--offline=true", "--no-pager", PathOf(unit)).Output);
        Assert.True(said.Success);
        Assert.Equal(ToldOf(unit), decimal.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("lamella-coordinator.service")]
    [InlineData("lamella-site.service")]
    public void Systemd_finds_no_fault_in_the_unit(string unit)
    {
        using var folder = new TemporaryFolder();
        var copy = folder.File(unit);
        // The program is not on this machine; whether it starts under the unit is another check's to say.
        File.WriteAllText(copy, File.ReadAllText(PathOf(unit)).Replace(Program, "/bin/true", StringComparison.Ordinal));
        var (exit, output) = Analyze(0, "verify", "--man=no", copy);
        Assert.DoesNotContain(unit, output, StringComparison.Ordinal);
        Assert.Equal(0, exit);
    }

    /// <summary>The page gives a reason for what a unit leaves off, so what it says is left off must be.</summary>
    [Fact]
    public void What_the_page_says_is_left_off_is_not_in_the_unit()
    {
        var rows = LeftOff().Matches(File.ReadAllText(Path.Combine(Root, "docs", "operations.md")));
        Assert.NotEmpty(rows);
        foreach (Match row in rows)
        {
            string[] units = row.Groups[2].Value == "both" ? ["coordinator", "site"] : [row.Groups[2].Value];
            foreach (var text in units.Select(u => File.ReadAllText(PathOf($"lamella-{u}.service"))))
                Assert.DoesNotContain("\n" + row.Groups[1].Value, text, StringComparison.Ordinal);
        }
    }

    private static decimal ToldOf(string unit) => decimal.Parse(
        Regex.Match(File.ReadAllText(Path.Combine(Root, "docs", "operations.md")), $@"^\| {Regex.Escape(unit)} \| ([\d.]+) \|", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Runs systemd-analyze; skips where there is none, or not of the version that the figures are of.</summary>
    private static (int Exit, string Output) Analyze(int version, params string[] arguments)
    {
        var program = new[] { "/usr/bin/systemd-analyze", "/bin/systemd-analyze" }.FirstOrDefault(File.Exists) ?? throw new SkipTestException("needs systemd-analyze");
        if (version > 0 && !Run(program, ["--version"]).Output.StartsWith($"systemd {version} ", StringComparison.Ordinal))
            throw new SkipTestException($"needs systemd-analyze of systemd {version}");
        return Run(program, arguments);
    }

    private static (int Exit, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([\d.]+)")]
    private static partial Regex Overall();

    /// <summary>A row that names an option as a whole, such as <c>`ProcSubset=pid` | site</c>.</summary>
    [GeneratedRegex(@"^\| `(\w+=[a-z]*)` \| (both|site|coordinator) \|", RegexOptions.Multiline)]
    private static partial Regex LeftOff();
}
