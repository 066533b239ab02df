using System.Text.Json;
using System.Xml.Linq;
using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>The packages of a published program, read from what its restore wrote down and from the packages themselves; no network.</summary>
internal static class NuGetComponents
{
    private static readonly string[] ShippedKinds = ["runtime", "native", "resource"];

    private static readonly string[] TextNames = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "THIRD", "COPYRIGHT"];

    /// <summary>Reads them, in the order of their names.</summary>
    /// <param name="assetsFile">The restore's <c>project.assets.json</c>.</param>
    /// <exception cref="LamellaException">A file is missing or not understood.</exception>
    public static IReadOnlyList<Component> Read(string assetsFile)
    {
        try
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
            var caches = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
            return [.. Shipped(assets.RootElement).Distinct().Select(p => Read(caches, p.Name, p.Version)).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FileNotFoundException or DirectoryNotFoundException or System.Xml.XmlException)
        {
            throw BundleFault.Of($"The packages of the program cannot be listed: {e.Message}", "Remove artifacts/bundle and give the same command again.", e);
        }
    }

    /// <summary>Packages that put files beside the program, and the runtime; what only helps building is not in a bundle.</summary>
    private static IEnumerable<(string Name, string Version)> Shipped(JsonElement assets)
    {
        var target = assets.GetProperty("targets").EnumerateObject().Single(t => t.Name.EndsWith("/" + ProgramPublisher.Runtime, StringComparison.Ordinal)).Value;
        foreach (var library in target.EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() == "package" && ShippedKinds.Any(kind => HasFiles(library.Value, kind)))
                yield return (library.Name.Split('/')[0], library.Name.Split('/')[1]);
        }

        foreach (var framework in assets.GetProperty("project").GetProperty("frameworks").EnumerateObject())
        {
            if (!framework.Value.TryGetProperty("downloadDependencies", out var packs))
                continue;
            // A range of one version: [10.0.1, 10.0.1].
            foreach (var pack in packs.EnumerateArray().Where(p => p.GetProperty("name").GetString()!.Contains(".Runtime.", StringComparison.Ordinal)))
                yield return (pack.GetProperty("name").GetString()!, pack.GetProperty("version").GetString()!.Trim('[', ']').Split(',')[0]);
        }
    }

    /// <summary>A file named <c>_._</c> says that there is nothing for this platform.</summary>
    private static bool HasFiles(JsonElement library, string kind) =>
        library.TryGetProperty(kind, out var files) && files.EnumerateObject().Any(f => !f.Name.EndsWith("_._", StringComparison.Ordinal));

    private static Component Read(List<string> caches, string name, string version)
    {
        var folder = caches.Select(c => Path.Combine(c, name.ToLowerInvariant(), version.ToLowerInvariant())).FirstOrDefault(Directory.Exists)
            ?? throw new DirectoryNotFoundException($"package {name} {version} is not in the package cache.");
        var texts = Directory.EnumerateFiles(folder).Where(f => TextNames.Any(t => Path.GetFileName(f).StartsWith(t, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal).ToList();
        var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").First()).Root!.Elements().First(e => e.Name.LocalName == "metadata");
        var licence = metadata.Elements().FirstOrDefault(e => e.Name.LocalName == "license");
        if ((string?)licence?.Attribute("type") == "file" && Path.Combine(folder, licence!.Value.Replace('\\', '/')) is var named && File.Exists(named) && !texts.Contains(named))
            texts.Add(named);
        var component = new Component(name, version, $"pkg:nuget/{name}@{version}") { Texts = texts };
        return component with
        {
            Licence = (string?)licence?.Attribute("type") == "expression" ? licence!.Value.Trim()
                : component.LicenceTexts.Any() ? Component.LicenceOf(name)
                : Component.Unknown,
            Sha512 = Directory.EnumerateFiles(folder, "*.nupkg.sha512").FirstOrDefault() is { } sum ? Convert.ToHexStringLower(Convert.FromBase64String(File.ReadAllText(sum).Trim())) : null,
        };
    }
}
