using System.Text.Json;
using Lamella.Cli.Bundles;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Bundles;

public sealed class SpdxDocumentTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_component_is_a_package_with_licence_sum_and_purl_and_lamella_contains_it()
    {
        using var document = JsonDocument.Parse(Write(new Component("A", "1+b", "pkg:nuget/A@1+b") { Licence = "MIT", Sha512 = "ab" }, new Component("B", "2", "pkg:nuget/B@2")));
        var root = document.RootElement;
        Assert.Equal("SPDX-2.3", root.GetProperty("spdxVersion").GetString());
        Assert.Equal("2026-02-03T04:05:06Z", root.GetProperty("creationInfo").GetProperty("created").GetString());

        var packages = root.GetProperty("packages").EnumerateArray().ToList();
        Assert.Equal(["Lamella", "A", "B"], packages.Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(["Apache-2.0", "MIT", "NOASSERTION"], packages.Select(p => p.GetProperty("licenseDeclared").GetString()));
        Assert.All(packages, p => Assert.Matches("^SPDXRef-[A-Za-z0-9.-]+$", p.GetProperty("SPDXID").GetString()));
        Assert.Equal("pkg:nuget/A@1+b", packages[1].GetProperty("externalRefs")[0].GetProperty("referenceLocator").GetString());
        Assert.Equal("ab", packages[1].GetProperty("checksums")[0].GetProperty("checksumValue").GetString());
        Assert.False(packages[2].TryGetProperty("checksums", out _));

        var relationships = root.GetProperty("relationships").EnumerateArray().Select(r => $"{r.GetProperty("spdxElementId")} {r.GetProperty("relationshipType")} {r.GetProperty("relatedSpdxElement")}");
        Assert.Equal(packages.Skip(1).Select(p => $"SPDXRef-Lamella CONTAINS {p.GetProperty("SPDXID")}").Prepend("SPDXRef-DOCUMENT DESCRIBES SPDXRef-Lamella"), relationships);
    }

    [Fact]
    public void A_licence_without_a_listed_name_stands_there_with_its_text_once()
    {
        File.WriteAllText(folder.File("LICENSE"), "Ours.");
        File.WriteAllText(folder.File("THIRD-PARTY.txt"), "Theirs.");
        var component = new Component("A", "1", "pkg:nuget/A@1") { Licence = Component.LicenceOf("A"), Texts = [folder.File("LICENSE"), folder.File("THIRD-PARTY.txt")] };
        using var document = JsonDocument.Parse(Write(component, component with { Purl = "pkg:nuget/Twin@1" }));
        var licence = Assert.Single(document.RootElement.GetProperty("hasExtractedLicensingInfos").EnumerateArray());
        Assert.Equal("LicenseRef-A", licence.GetProperty("licenseId").GetString());
        Assert.Equal("Ours.", licence.GetProperty("extractedText").GetString());
    }

    [Fact]
    public void The_same_components_give_the_same_bytes() =>
        Assert.Equal(Write(new Component("A", "1", "pkg:nuget/A@1")), Write(new Component("A", "1", "pkg:nuget/A@1")));

    private static byte[] Write(params Component[] components) => SpdxDocument.Write("lamella-test", "0.1.0", Time, components);
}
