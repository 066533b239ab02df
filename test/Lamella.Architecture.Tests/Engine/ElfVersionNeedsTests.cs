using System.Reflection;
using System.Xml.Linq;
using Lamella.Build;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Engine;

public sealed class ElfVersionNeedsTests
{
    private const string Cpp = "libstdc++.so.6";
    private const string TooNew = "GLIBCXX_3.4.32";

    [Fact]
    public void The_packaged_library_needs_one_bit_changed_and_no_more()
    {
        var packaged = File.ReadAllBytes(PackagedLibrary());
        var image = (byte[])packaged.Clone();

        Assert.Equal(VersionNeed.Marked, ElfVersionNeeds.MarkWeak(image, Cpp, TooNew));
        var changed = Enumerable.Range(0, image.Length).Where(i => image[i] != packaged[i]).ToList();
        var at = Assert.Single(changed);
        Assert.Equal(2, image[at] ^ packaged[at]);

        Assert.Equal(VersionNeed.AlreadyWeak, ElfVersionNeeds.MarkWeak(image, Cpp, TooNew));
        Assert.Single(Enumerable.Range(0, image.Length), i => image[i] != packaged[i]);
    }

    [Fact]
    public void A_version_that_relocations_use_is_refused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(File.ReadAllBytes(PackagedLibrary()), Cpp, "GLIBCXX_3.4"));
        Assert.Contains("cannot be made weak", fault.Message, StringComparison.Ordinal);

        Assert.Throws<InvalidDataException>(
            () => ElfVersionNeeds.MarkWeak(SyntheticElf.Build(relocationUsesBoth: true), SyntheticElf.Library, SyntheticElf.UnusedVersion));
    }

    [Fact]
    public void The_entry_is_found_by_the_tables_and_marked()
    {
        var image = SyntheticElf.Build();
        var expected = SyntheticElf.Build(unusedFlags: 2);

        Assert.Equal(VersionNeed.Marked, ElfVersionNeeds.MarkWeak(image, SyntheticElf.Library, SyntheticElf.UnusedVersion));
        Assert.Equal(expected, image);
        Assert.Equal(2, image[SyntheticElf.UnusedFlags]);
    }

    [Theory]
    [InlineData(SyntheticElf.Library, "DEMO_3.0")]
    [InlineData(SyntheticElf.Library, "DEMO_2")]
    [InlineData("libother.so.1", SyntheticElf.UnusedVersion)]
    public void What_is_not_asked_for_changes_nothing(string library, string version)
    {
        var image = SyntheticElf.Build();
        Assert.Equal(VersionNeed.Absent, ElfVersionNeeds.MarkWeak(image, library, version));
        Assert.Equal(SyntheticElf.Build(), image);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_named_so_and_never_half_understood()
    {
        var whole = SyntheticElf.Build();
        for (var length = 0; length < whole.Length - 1; length++)
        {
            var cut = whole.AsSpan(0, length).ToArray();
            var fault = Record.Exception(() => ElfVersionNeeds.MarkWeak(cut, SyntheticElf.Library, SyntheticElf.UnusedVersion));
            if (fault is null)
                Assert.Equal(2, cut[SyntheticElf.UnusedFlags]);
            else
                Assert.IsType<InvalidDataException>(fault);
        }
    }

    [Fact]
    public void Another_kind_of_file_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak("MZ not a shared object, but long enough to have a header of 64 bytes"u8.ToArray(), Cpp, TooNew));

        var narrow = SyntheticElf.Build();
        narrow[4] = 1;
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(narrow, Cpp, TooNew));
    }

    private static string PackagedLibrary()
    {
        var packages = typeof(ElfVersionNeedsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PackageFolder").Value!;
        var version = XDocument.Load(Path.Combine(SharedData.RepositoryRoot, "Directory.Packages.props"))
            .Descendants("PackageVersion").Single(p => (string?)p.Attribute("Include") == "TorchSharp").Attribute("Version")!.Value;
        return Path.Combine(packages, "torchsharp", version, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
    }
}
