using System.Reflection;
using Lamella.Federation;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Documents;

/// <summary>Each error code has its page with cause and remedy, and each page its code.</summary>
public sealed class ErrorPageTests
{
    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot, "docs", "errors");

    private static readonly string[] Codes =
        [.. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Codes_and_pages_are_the_same_set()
    {
        var pages = Directory.EnumerateFiles(Folder, "*.md").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal);
        Assert.Equal(Codes, pages);
    }

    [Fact]
    public void A_code_stands_for_one_fault()
    {
        Assert.Equal(Codes.Length, Codes.Distinct().Count());
        Assert.All(Codes, code => Assert.Matches("^LML[1-9][0-9]{3}$", code));
    }

    [Fact]
    public void A_page_has_the_code_for_a_title_a_cause_and_a_remedy()
    {
        foreach (var code in Codes)
        {
            var text = File.ReadAllText(Path.Combine(Folder, code + ".md"));
            Assert.StartsWith($"# {code}: ", text, StringComparison.Ordinal);
            Assert.Contains("\n**Cause.** ", text, StringComparison.Ordinal);
            Assert.Contains("\n**Remedy.** ", text, StringComparison.Ordinal);
        }
    }
}
