using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Testing;

namespace Lamella.Cli.Tests.Bundles;

/// <summary>A small package cache, and what a restore wrote down about it.</summary>
internal sealed class PackageCache : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, object> target = [];

    public string Assets => folder.File("project.assets.json");

    /// <summary>Adds a package with a licence element as nuspecs have it, and further files.</summary>
    public void Add(string name, string version, string licence, string kind = "runtime", string asset = "lib/net8.0/a.dll", params (string Name, string Text)[] files)
    {
        var place = Directory.CreateDirectory(folder.File("cache", name.ToLowerInvariant(), version)).FullName;
        File.WriteAllText(Path.Combine(place, name.ToLowerInvariant() + ".nuspec"),
            $"""<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>{name}</id><version>{version}</version>{licence}</metadata></package>""");
        File.WriteAllText(Path.Combine(place, $"{name.ToLowerInvariant()}.{version}.nupkg.sha512"), Convert.ToBase64String(SHA512.HashData("package"u8)));
        foreach (var (file, text) in files)
            File.WriteAllText(Path.Combine(place, file), text);
        target[$"{name}/{version}"] = new Dictionary<string, object> { ["type"] = "package", [kind] = new Dictionary<string, object> { [asset] = new { } } };
        Write();
    }

    /// <summary>A package that is written down and not there.</summary>
    public void Forget(string name) => Directory.Delete(folder.File("cache", name.ToLowerInvariant()), recursive: true);

    public void Dispose() => folder.Dispose();

    private void Write() => File.WriteAllText(Assets, JsonSerializer.Serialize(new
    {
        targets = new Dictionary<string, object> { ["net10.0"] = new { }, ["net10.0/linux-x64"] = target },
        packageFolders = new Dictionary<string, object> { [folder.File("cache")] = new { } },
        project = new { frameworks = new Dictionary<string, object> { ["net10.0"] = new { downloadDependencies = Array.Empty<object>() } } },
    }));
}
