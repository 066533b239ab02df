using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>bubblewrap, which locks a site's worker in: one small program that a hospital without a network could not get otherwise.</summary>
internal static class WorkerLock
{
    /// <summary>Where it lies in a bundle; the installer's root step puts it on the machine where there is none.</summary>
    public const string Place = "tools/bwrap";

    private const string Program = "/usr/bin/bwrap";

    /// <summary>Copies this machine's.</summary>
    /// <returns>The Debian package it comes from.</returns>
    /// <exception cref="LamellaException">It is not on this machine.</exception>
    public static async Task<Component> CopyAsync(string folder, CancellationToken cancellation)
    {
        if (!File.Exists(Program))
            throw BundleFault.Of("bubblewrap, which locks a site's worker in, is not on this machine.", "apt-get install bubblewrap, then give the same command again.");
        var to = Path.Combine(folder, Place);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(Program, to);
        return await DebianPackages.ReadAsync(await DebianPackages.OwnerAsync(Program, cancellation), cancellation);
    }
}
