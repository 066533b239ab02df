using System.Diagnostics;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Pathology.Catalogue;
using Lamella.Testing;
using Lamella.Testing.Zoo;

namespace Lamella.EndToEnd.Tests.Slides;

/// <summary>Disks that are full or read-only, and files that this user may not read.</summary>
public sealed class SlideDiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_said_and_extraction_goes_on_when_there_is_room()
    {
        var slides = Directory.CreateDirectory(folder.File("slides")).FullName;
        foreach (var quality in new[] { "a", "b", "c", "d" })
            Good(slides, quality);
        var store = Directory.CreateDirectory(folder.File("disk")).FullName;
        using var mount = new Mounted(store, "size=160k");

        var (exit, _, errors) = await LamellaProcess.RunAsync("slides", "extract", slides, "--out", Path.Combine(store, "store"));
        Assert.Equal(1, exit);
        Assert.StartsWith("LML5002", errors, StringComparison.Ordinal);

        mount.Remount("size=64m");
        Assert.Equal(0, (await LamellaProcess.RunAsync("slides", "extract", slides, "--out", Path.Combine(store, "store"))).Exit);
        using var opened = SlideStore.OpenForReading(Path.Combine(store, "store"));
        Assert.Equal(4, opened.Catalogue.Slides().Count(slide => slide.BagSha256.Length > 0));
    }

    [Fact]
    public async Task A_read_only_share_is_only_read()
    {
        var share = Directory.CreateDirectory(folder.File("share")).FullName;
        using var mount = new Mounted(share, "size=64m");
        Good(share, "slide");
        mount.Remount("ro");

        Assert.Equal(0, (await LamellaProcess.RunAsync("slides", "extract", share, "--out", folder.File("store"))).Exit);

        Assert.Equal(["slide.tif"], Directory.GetFileSystemEntries(share).Select(Path.GetFileName));
        var (exit, _, errors) = await LamellaProcess.RunAsync("slides", "extract", share, "--out", Path.Combine(share, "store"));
        Assert.Equal(1, exit);
        Assert.StartsWith("LML5002", errors, StringComparison.Ordinal);
    }

    /// <summary>Rights bind only users other than root, so the program runs as nobody.</summary>
    [Fact]
    public async Task Files_that_may_not_be_read_are_said_and_the_others_extracted()
    {
        var nobody = new[] { "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups" };
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Runs(nobody[0], [.. nobody[1..], "test", "-r", Path.Combine(AppContext.BaseDirectory, "Lamella.Cli.dll")]))
            throw new SkipTestException("needs root on Linux, setpriv, and a build that others may read");
        Assert.True(Runs("chmod", ["755", folder.FullName]));
        var slides = Directory.CreateDirectory(folder.File("slides")).FullName;
        Good(slides, "open");
        File.Copy(Path.Combine(slides, "open.tif"), Path.Combine(slides, "closed.tif"));
        Assert.True(Runs("chmod", ["600", Path.Combine(slides, "closed.tif")]));
        Directory.CreateDirectory(Path.Combine(slides, "locked"));
        Assert.True(Runs("chmod", ["700", Path.Combine(slides, "locked")]));
        Directory.CreateDirectory(folder.File("out"));
        Assert.True(Runs("chown", ["65534", folder.File("out")]));

        var (exit, output, errors) = await LamellaProcess.RunAsAsync(nobody, "slides", "extract", slides, "--out", folder.File("out", "store"));

        Assert.True(exit == 4, errors);
        Assert.Contains("not-permitted", output, StringComparison.Ordinal);
        Assert.Contains("locked", output, StringComparison.Ordinal);
        using var opened = SlideStore.OpenForReading(folder.File("out", "store"));
        Assert.Equal(["open.tif"], opened.Catalogue.Slides().Where(slide => slide.BagSha256.Length > 0).Select(slide => Path.GetFileName(slide.File)));
    }

    /// <summary>Slides that differ in a few bytes, so that they are not duplicates.</summary>
    private static void Good(string slides, string name)
    {
        new SlideZoo(slides).Good(name + ".tif");
        File.AppendAllText(Path.Combine(slides, name + ".tif"), name);
    }

    private static bool Runs(string program, string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>A small file system in memory.</summary>
    private sealed class Mounted : IDisposable
    {
        private readonly string path;

        public Mounted(string path, string options)
        {
            this.path = path;
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Runs("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]))
                throw new SkipTestException("mounting a small tmpfs needs root on Linux");
        }

        public void Remount(string options) => Assert.True(Runs("mount", ["-o", "remount," + options, path]));

        public void Dispose() => Runs("umount", [path]);
    }
}
