using System.Runtime.InteropServices;
using Lamella.Pathology.Slides;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Slides;

public sealed class BundledLibrariesTests : IDisposable
{
    private const string Libraries = "/usr/lib/x86_64-linux-gnu";
    private readonly TemporaryFolder program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public void A_program_that_was_not_installed_from_a_bundle_has_none() => Assert.Equal(0, BundledLibraries.Load(program.FullName));

    [Fact]
    public void The_last_of_the_list_is_the_slide_library()
    {
        if (!File.Exists(Path.Combine(Libraries, "libopenslide.so.0")))
            throw new SkipTestException("libopenslide0 is not installed");
        Lay("libz.so.1", "libopenslide.so.0");
        Assert.True(NativeLibrary.TryGetExport(BundledLibraries.Load(program.FullName), "openslide_get_version", out _));
    }

    [Fact]
    public void One_that_cannot_be_loaded_means_that_there_is_no_slide_library()
    {
        Lay();
        File.WriteAllText(program.File(BundledLibraries.FolderName, "broken.so"), "no library");
        File.WriteAllLines(program.File(BundledLibraries.FolderName, BundledLibraries.OrderName), ["broken.so"]);
        Assert.Equal(0, BundledLibraries.Load(program.FullName));
    }

    private void Lay(params string[] names)
    {
        Directory.CreateDirectory(program.File(BundledLibraries.FolderName));
        foreach (var library in names)
            File.Copy(Path.Combine(Libraries, library), program.File(BundledLibraries.FolderName, library));
        File.WriteAllLines(program.File(BundledLibraries.FolderName, BundledLibraries.OrderName), names);
    }
}
