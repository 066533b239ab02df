using System.Security.Cryptography;
using Lamella.Cli.Bundles;
using Lamella.Federation;

namespace Lamella.Cli.Tests.Bundles;

public sealed class NuGetComponentsTests : IDisposable
{
    private readonly PackageCache cache = new();

    public void Dispose() => cache.Dispose();

    [Fact]
    public void A_licence_expression_is_taken_as_it_stands()
    {
        cache.Add("Some.Library", "1.2.3", """<license type="expression">MIT OR Apache-2.0</license>""");
        var found = Assert.Single(NuGetComponents.Read(cache.Assets));
        Assert.Equal(("Some.Library", "1.2.3", "MIT OR Apache-2.0"), (found.Name, found.Version, found.Licence));
        Assert.Equal("pkg:nuget/Some.Library@1.2.3", found.Purl);
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData("package"u8)), found.Sha512);
        Assert.Empty(found.Texts);
    }

    [Fact]
    public void A_licence_that_is_a_file_gets_a_name_of_its_own_and_its_text_goes_along_with_notices()
    {
        cache.Add("Native_Thing", "2.0.0", """<license type="file">terms.txt</license>""", "native", "runtimes/linux-x64/native/a.so", ("terms.txt", "Do as you like."), ("ThirdPartyNotices.txt", "Others."));
        var found = Assert.Single(NuGetComponents.Read(cache.Assets));
        Assert.Equal("LicenseRef-Native-Thing", found.Licence);
        Assert.Equal(["ThirdPartyNotices.txt", "terms.txt"], found.Texts.Select(t => Path.GetFileName(t)));
        Assert.Equal("terms.txt", Path.GetFileName(Assert.Single(found.LicenceTexts)));
    }

    [Fact]
    public void A_package_that_says_nothing_is_of_unknown_licence_even_with_notices_about_others()
    {
        cache.Add("Silent", "1.0.0", "<licenseUrl>https://example.org/terms</licenseUrl>", files: ("THIRD-PARTY-NOTICES.txt", "Others."));
        Assert.Equal(Component.Unknown, Assert.Single(NuGetComponents.Read(cache.Assets)).Licence);
    }

    [Fact]
    public void What_only_helps_building_or_has_nothing_for_this_platform_is_not_listed()
    {
        cache.Add("Analyzer", "1.0.0", """<license type="expression">MIT</license>""", "build", "build/a.props");
        cache.Add("Other.Platform", "1.0.0", """<license type="expression">MIT</license>""", "runtime", "lib/net8.0/_._");
        Assert.Empty(NuGetComponents.Read(cache.Assets));
    }

    [Fact]
    public void A_package_that_is_not_in_the_cache_is_a_fault_with_its_code()
    {
        cache.Add("Gone", "1.0.0", """<license type="expression">MIT</license>""");
        cache.Forget("Gone");
        var fault = Assert.Throws<LamellaException>(() => NuGetComponents.Read(cache.Assets));
        Assert.Equal(ErrorCodes.BundleFailed, fault.Code);
        Assert.Contains("Gone 1.0.0", fault.Fault, StringComparison.Ordinal);
    }
}
