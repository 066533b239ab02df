using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Projects;

public sealed class ReferenceTests
{
    private const string Prefix = "Lamella.";

    /// <summary>The streams and exceptions of System.IO reach no file by themselves.</summary>
    private static readonly HashSet<string> HarmlessInSystemIo = ["Stream", "MemoryStream", "InvalidDataException", "EndOfStreamException", "BinaryReader", "BinaryWriter"];

    private static readonly string[] OutsideTheRules = ["System.Net", "System.Threading.Tasks", "System.Threading.Timer", "System.Timers", "Microsoft.Win32"];

    private static readonly HashSet<string> ForbiddenTypes =
        ["System.Random", "System.Console", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Security.Cryptography.RandomNumberGenerator"];

    [Fact]
    public void Every_arrow_between_projects_is_allowed()
    {
        var faults = ProjectFile.Below("src").SelectMany(project =>
        {
            if (!Arrows.Allowed.TryGetValue(Short(project.Name), out var allowed))
                return [$"{project.Name} is not in the table of arrows"];
            return project.Projects.Where(p => !allowed.Projects.Contains(Short(p))).Select(p => $"{project.Name} -> {p}")
                .Concat(project.Packages.Where(p => !allowed.Packages.Any(a => Matches(p, a))).Select(p => $"{project.Name} -> package {p}"));
        });
        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_in_src_knows_the_tests()
    {
        var references = ProjectFile.Below("src").Where(p => p.Name != "Lamella.Testing").SelectMany(p => p.Projects);
        Assert.DoesNotContain(references, name => name == "Lamella.Testing" || name.EndsWith(".Tests", StringComparison.Ordinal));
    }

    /// <summary>Packages flow through project references, so the project files alone do not keep Torch out of a site's or the simulation's code.</summary>
    [Fact]
    public void Only_learning_uses_the_tensor_engine()
    {
        var source = Path.Combine(SharedData.RepositoryRoot, "src");
        var users = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(source, file).StartsWith("Lamella.Learning", StringComparison.Ordinal))
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"^\s*(global )?using (static )?(\w+ = )?TorchSharp\b|\btorch\.\w+\(", RegexOptions.Multiline))
            .Select(file => Path.GetRelativePath(source, file));
        Assert.Empty(users);
    }

    /// <summary>The rules touch no file, network, clock, thread or chance: read from the compiled assembly, where nothing can hide.</summary>
    [Fact]
    public void The_rules_are_pure()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Lamella.Federation.dll"));
        using var assembly = new PEReader(file);
        var metadata = assembly.GetMetadataReader();
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(t => (Namespace: metadata.GetString(t.Namespace), Name: metadata.GetString(t.Name)));
        Assert.Empty(used.Where(t =>
            (t.Namespace == "System.IO" && !HarmlessInSystemIo.Contains(t.Name))
            || OutsideTheRules.Any(n => t.Namespace == n || t.Namespace.StartsWith(n + ".", StringComparison.Ordinal))
            || ForbiddenTypes.Contains($"{t.Namespace}.{t.Name}"))
            .Select(t => $"{t.Namespace}.{t.Name}"));

        // Iterators compare thread ids; nothing else of the environment, nor a clock or a chance id, is read.
        string[] ambient = ["System.Environment", "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid"];
        Assert.DoesNotContain(Members(metadata), m => m != "System.Environment.get_CurrentManagedThreadId" && ambient.Any(a => m == a || m.StartsWith(a + ".", StringComparison.Ordinal)));

        var assemblies = metadata.AssemblyReferences.Select(a => metadata.GetString(metadata.GetAssemblyReference(a).Name));
        Assert.All(assemblies, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void No_project_is_named_after_nothing()
    {
        string[] empty = ["Core", "Common", "Utils", "Utilities", "Helpers", "Shared", "Base"];
        var names = new[] { "src", "test", "bench" }.SelectMany(ProjectFile.Below).Select(p => p.Name).ToList();
        Assert.DoesNotContain(names, name => name.Split('.').Any(empty.Contains));
        Assert.All(names, name => Assert.StartsWith(Prefix, name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "Lamella.slnx"));
        Assert.Empty(new[] { "src", "test", "bench" }.SelectMany(ProjectFile.Below).Where(p => !solution.Contains($"/{p.Name}.csproj", StringComparison.Ordinal)).Select(p => p.Name));
    }

    private static IEnumerable<string> Members(MetadataReader metadata) =>
        from handle in metadata.MemberReferences
        let member = metadata.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
        select $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";

    private static string Short(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    private static bool Matches(string package, string pattern) =>
        pattern.EndsWith('*') ? package.StartsWith(pattern[..^1], StringComparison.Ordinal) : package == pattern;
}
