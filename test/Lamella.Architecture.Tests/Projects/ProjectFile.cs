using System.Xml.Linq;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Projects;

/// <summary>A project file of the repository and what it refers to.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    /// <summary>All projects below a folder of the repository, by name.</summary>
    public static IReadOnlyList<ProjectFile> Below(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read)];

    private static ProjectFile Read(string path) =>
        new(Path.GetFileNameWithoutExtension(path), [.. Includes(path, "ProjectReference").Select(NameOfProject)], [.. PackagesOf(path)]);

    /// <summary>References of the project itself and of the property files it imports; what every project gets is not counted.</summary>
    private static IEnumerable<string> PackagesOf(string path) =>
        Includes(path, "PackageReference").Concat(
            XDocument.Load(path).Descendants("Import").Select(i => Path.Combine(Path.GetDirectoryName(path)!, (string)i.Attribute("Project")!))
                .SelectMany(import => Includes(import, "PackageReference")));

    private static IEnumerable<string> Includes(string path, string item) =>
        XDocument.Load(path).Descendants(item).Select(e => (string?)e.Attribute("Include") ?? throw new InvalidDataException($"{path}: {item} without Include"));

    private static string NameOfProject(string reference) => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));
}
