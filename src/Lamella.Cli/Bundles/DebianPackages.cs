using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>What dpkg knows of a library.</summary>
internal static class DebianPackages
{
    private const string Remedy = "Make a site's bundle on Debian 12, whose packages say where their libraries come from.";

    /// <summary>The package that a file belongs to.</summary>
    /// <exception cref="LamellaException">It belongs to none.</exception>
    public static async Task<string> OwnerAsync(string file, CancellationToken cancellation)
    {
        // On a merged /usr the loader says /lib and dpkg may know the file as either.
        foreach (var path in new[] { file, "/usr" + file, file.StartsWith("/usr/", StringComparison.Ordinal) ? file[4..] : file })
        {
            var (exit, said) = await ChildProgram.TryRunAsync("dpkg", ["-S", path], cancellation);
            if (exit == 0)
                return said[..said.IndexOf(':', StringComparison.Ordinal)];
        }

        throw BundleFault.Of($"'{file}' belongs to no Debian package, so its version and licence are not known.", Remedy);
    }

    /// <summary>Its version, and its copyright file as the text of its licence: such files often name several.</summary>
    public static async Task<Component> ReadAsync(string package, CancellationToken cancellation)
    {
        var said = (await ChildProgram.RunAsync("dpkg-query", ["-W", "-f", "${Version}\n", $"{package}:amd64"], Remedy, cancellation)).Trim();
        var copyright = $"/usr/share/doc/{package}/copyright";
        return new Component(package, said, $"pkg:deb/debian/{package}@{Uri.EscapeDataString(said)}?arch=amd64")
        {
            Licence = File.Exists(copyright) ? Component.LicenceOf("debian-" + package) : Component.Unknown,
            Texts = File.Exists(copyright) ? [copyright] : [],
        };
    }
}
