using System.Text.RegularExpressions;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Documents;

/// <summary>docs/one-round.md and the code tell the same story: each mark stands once in each file the page names, in order, and nowhere else.</summary>
public sealed partial class RoundMarkTests
{
    private static readonly string Root = SharedData.RepositoryRoot;

    [Fact]
    public void The_page_names_the_eight_marks_in_order()
    {
        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"R{i}"), Page().Select(row => row.Mark));
    }

    [Fact]
    public void Marks_stand_where_the_page_says_and_nowhere_else()
    {
        var told = Page().SelectMany(row => row.Files.Select(file => $"{row.Mark} {row.Title} in {file}"));
        var found = Code().Select(mark => $"{mark.Mark} {mark.Title} in {mark.File}");
        Assert.Equal(told.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Marks_ascend_within_a_file()
    {
        Assert.All(Code().GroupBy(mark => mark.File), file => Assert.Equal(file.Select(m => m.Mark).Order(StringComparer.Ordinal), file.Select(m => m.Mark)));
    }

    /// <summary>Rows of the table: mark, the words before the colon, the files.</summary>
    private static List<(string Mark, string Title, string[] Files)> Page() =>
        [.. PageRow().Matches(File.ReadAllText(Path.Combine(Root, "docs", "one-round.md")))
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value.Split(':')[0].Trim(), m.Groups[3].Value.Split(',', StringSplitOptions.TrimEntries)))];

    private static List<(string Mark, string Title, string File)> Code() =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => CodeMark().Matches(File.ReadAllText(path)).Select(m => (m.Groups[1].Value, m.Groups[2].Value.Trim(), Path.GetRelativePath(Root, path).Replace('\\', '/'))))];

    [GeneratedRegex(@"^\| (R\d) \| ([^|]+) \| ([^|]+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex PageRow();

    /// <summary>A mark opens an ordinary comment; documentation comments may speak of the marks.</summary>
    [GeneratedRegex(@"^\s*// (R\d)\b(.*)$", RegexOptions.Multiline)]
    private static partial Regex CodeMark();
}
