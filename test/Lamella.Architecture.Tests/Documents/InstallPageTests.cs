using System.Text.RegularExpressions;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Documents;

/// <summary>Each command of the install pages is typed by a check (eng/bundle/check-federation.sh), which takes it out of the page by its heading.</summary>
public sealed partial class InstallPageTests
{
    private static readonly string Root = SharedData.RepositoryRoot;
    private static readonly string Check = File.ReadAllText(Path.Combine(Root, "eng", "bundle", "check-federation.sh"));

    [Theory]
    [InlineData("install-coordinator.md")]
    [InlineData("install-hospital.md")]
    public void Each_block_says_who_types_it(string page)
    {
        var blocks = Fence().Matches(Read(page)).Where((_, i) => i % 2 == 0).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, b => Assert.Contains(b, new[] { "sh root", "sh admin", "sh lamella" }));
    }

    [Theory]
    [InlineData("install-coordinator.md", "hub")]
    [InlineData("install-hospital.md", "(?:alder|birch|\"\\$site\")")]
    public void The_check_types_what_stands_below_each_heading(string page, string machine)
    {
        var missed = HeadingsWithCommands(Read(page)).Where(h => !Regex.IsMatch(Check, $"section \\w+ {machine} \"{Regex.Escape(h)}\"")).ToList();
        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("install-coordinator.md", "Check and unpack", "Install", "Set up")]
    [InlineData("install-hospital.md", "Check and unpack", "Install", "Join")]
    public void The_number_of_commands_is_the_one_that_the_page_says(string page, params string[] headings)
    {
        var text = Read(page);
        var commands = headings.SelectMany(h => Commands(text, h)).ToList();
        var (all, root) = (commands.Count, commands.Count(c => c.User == "root"));
        Assert.Matches($@"a (coordinator that runs|site that has joined): {all} commands, of these {root} as root", text);
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Root, "docs", page));

    private static IEnumerable<string> HeadingsWithCommands(string text) =>
        Heading().Matches(text).Select(m => m.Groups[1].Value).Where(h => Commands(text, h).Any());

    private static IEnumerable<(string User, string Line)> Commands(string text, string heading)
    {
        var below = Regex.Match(text, $@"^##+ {Regex.Escape(heading)}\r?$(.*?)(?=^##+ |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        return Block().Matches(below).SelectMany(b => b.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (b.Groups[1].Value, line)));
    }

    [GeneratedRegex(@"^```(.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^##+ (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```sh (\w+)\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
