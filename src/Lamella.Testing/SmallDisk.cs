using System.Diagnostics;

namespace Lamella.Testing;

/// <summary>A real small file system in memory that can be filled up.</summary>
public sealed class SmallDisk : IDisposable
{
    private const string Filler = "filler";

    private readonly TemporaryFolder mount = new();

    /// <summary>Mounts it.</summary>
    /// <param name="kilobytes">Its size.</param>
    /// <exception cref="SkipTestException">It takes root on Linux.</exception>
    public SmallDisk(int kilobytes)
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", mount.FullName))
            return;
        mount.Dispose();
        throw new SkipTestException("mounting a small tmpfs needs root on Linux");
    }

    /// <summary>A folder on it; made when it is used.</summary>
    public string Folder => mount.File("store");

    /// <summary>Takes all room but a little away.</summary>
    /// <param name="leave">Bytes to leave, in whole pages of 4096.</param>
    public void Fill(int leave = 0)
    {
        using var file = new FileStream(mount.File(Filler), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
        var page = new byte[4096];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, file.Length - leave));
        }
    }

    /// <summary>Gives it another size.</summary>
    /// <param name="kilobytes">The size.</param>
    public void Resize(int kilobytes)
    {
        if (!Run("mount", "-o", $"remount,size={kilobytes}k", mount.FullName))
            throw new InvalidOperationException($"{mount.FullName} could not be resized.");
    }

    /// <summary>Gives the room back that <see cref="Fill"/> took.</summary>
    public void MakeRoom() => File.Delete(mount.File(Filler));

    /// <inheritdoc />
    public void Dispose()
    {
        Run("umount", "--lazy", mount.FullName);
        mount.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
