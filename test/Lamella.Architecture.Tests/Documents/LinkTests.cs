using System.Text.RegularExpressions;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Documents;

public sealed partial class LinkTests
{
    private static readonly string Root = SharedData.RepositoryRoot;

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var pages = Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories));
        var broken = pages.SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)))
            .Select(target => $"{Path.GetRelativePath(Root, page)}: {target}"));
        Assert.Empty(broken);
    }

    /// <summary>A folder of one machine in a file helps nobody on another.</summary>
    [Fact]
    public void No_file_names_a_folder_of_one_machine()
    {
        string[] folders = ["src", "test", "bench", "docs", "eng", "samples", "proto"];
        var files = folders.Select(f => Path.Combine(Root, f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Root, "*"))
            .Where(f => Path.GetExtension(f) is ".cs" or ".md" or ".yaml" or ".yml" or ".json" or ".csproj" or ".props" or ".targets" or ".sh" or ".cmd" or "");
        Assert.Empty(files.Where(f => OwnFolder().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(Root, f)));
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w.])/(home|Users|work)/\w|[A-Z]:\\Users\\\w")]
    private static partial Regex OwnFolder();
}
