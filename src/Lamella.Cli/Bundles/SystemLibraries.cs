using System.Text.RegularExpressions;
using Lamella.Federation;
using Lamella.Pathology.Slides;

namespace Lamella.Cli.Bundles;

/// <summary>The slide library of this machine with all that it loads, as files that another Debian 12 may lack.</summary>
internal static partial class SystemLibraries
{
    private const string Remedy = "Make the bundle on Debian 12 with the slide library: apt-get install libopenslide0.";

    /// <summary>Packages without which no Debian 12 runs; a second C library beside the system's would not work.</summary>
    private static readonly HashSet<string> Everywhere = ["libc6", "libgcc-s1", "libstdc++6"];

    private static readonly string[] SlideLibraries = ["libopenslide.so.1", "libopenslide.so.0"];

    /// <summary>Copies them beside the program, with the list of the order in which they are loaded.</summary>
    /// <param name="program">The program's folder.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The Debian packages they come from.</returns>
    /// <exception cref="LamellaException">The library or a tool is not on this machine.</exception>
    public static async Task<IReadOnlyList<Component>> CopyAsync(string program, CancellationToken cancellation)
    {
        var slides = SlideLibraries.Select(n => $"/usr/lib/x86_64-linux-gnu/{n}").FirstOrDefault(File.Exists)
            ?? throw BundleFault.Of("The slide library OpenSlide, which goes into a site's bundle, is not on this machine.", Remedy);
        var files = new List<(string Path, int Needs)> { (slides, int.MaxValue) };
        foreach (var library in Paths(await LddAsync(slides, cancellation)))
            files.Add((library, Paths(await LddAsync(library, cancellation)).Count));
        var folder = Directory.CreateDirectory(Path.Combine(program, BundledLibraries.FolderName)).FullName;
        var packages = new SortedDictionary<string, Component>(StringComparer.Ordinal);
        var order = new List<string>();
        // What a library needs needs less than itself, so this order loads each after all that it asks for.
        foreach (var (path, _) in files.OrderBy(f => f.Needs).ThenBy(f => f.Path, StringComparer.Ordinal))
        {
            var package = await DebianPackages.OwnerAsync(path, cancellation);
            if (Everywhere.Contains(package))
                continue;
            packages.TryAdd(package, await DebianPackages.ReadAsync(package, cancellation));
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
            order.Add(Path.GetFileName(path));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, BundledLibraries.OrderName), string.Join('\n', order) + "\n", cancellation);
        return [.. packages.Values];
    }

    /// <summary>The libraries that <c>ldd</c> found; the loader and what the kernel gives have no arrow.</summary>
    internal static IReadOnlyList<string> Paths(string said)
    {
        var missing = Missing().Match(said);
        if (missing.Success)
            throw BundleFault.Of($"The slide library asks for {missing.Groups[1].Value}, which is not on this machine.", Remedy);
        return [.. Found().Matches(said).Select(m => m.Groups[1].Value)];
    }

    private static Task<string> LddAsync(string library, CancellationToken cancellation) => ChildProgram.RunAsync("ldd", [library], Remedy, cancellation);

    [GeneratedRegex(@"=> (/\S+) \(0x")]
    private static partial Regex Found();

    [GeneratedRegex(@"(\S+) => not found")]
    private static partial Regex Missing();
}
