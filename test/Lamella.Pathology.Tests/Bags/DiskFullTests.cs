using System.Diagnostics;
using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Bags;

public sealed class DiskFullTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private bool mounted;

    public void Dispose()
    {
        if (mounted)
            Run("umount", folder.File("small"));
        folder.Dispose();
    }

    [Fact]
    public void On_a_full_disk_the_old_bag_stays_and_nothing_half_written_is_left()
    {
        Directory.CreateDirectory(folder.File("small"));
        mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.File("small")) == 0;
        if (!mounted)
            throw new SkipTestException("a small disk cannot be mounted here (needs root on Linux)");
        BagFile.Write(folder.File("small", "p.h5"), BagExamples.Bag("p", 4, 8));
        var fault = Assert.Throws<LamellaException>(() => BagFile.Write(folder.File("small", "p.h5"), BagExamples.Bag("p", 400, 256)));
        Assert.Equal(ErrorCodes.DiskFull, fault.Code);
        Assert.Equal(["p.h5"], Directory.GetFiles(folder.File("small")).Select(Path.GetFileName));
        Assert.Equal(4, BagFile.Read(folder.File("small", "p.h5")).Count);
    }

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
