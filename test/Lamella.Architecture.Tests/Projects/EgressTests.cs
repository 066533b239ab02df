using System.Text.RegularExpressions;
using Lamella.Testing;

namespace Lamella.Architecture.Tests.Projects;

/// <summary>What leaves a site goes through its egress gate.</summary>
public sealed partial class EgressTests
{
    [Fact]
    public void Only_the_egress_gate_of_a_site_opens_connections()
    {
        var site = Path.Combine(SharedData.RepositoryRoot, "src", "Lamella.Site");
        var files = Directory.EnumerateFiles(site, "*.cs", SearchOption.AllDirectories).Where(f => !Path.GetRelativePath(site, f).StartsWith("obj", StringComparison.Ordinal)).ToList();
        var outside = files.Where(f => !Path.GetRelativePath(site, f).StartsWith("Egress" + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        Assert.DoesNotContain(outside, f => Connecting().IsMatch(File.ReadAllText(f)));

        // The words are those that the gate itself needs, so a renamed class does not empty this test.
        Assert.Contains(files, f => Path.GetFileName(f) == "EgressGate.cs" && Connecting().IsMatch(File.ReadAllText(f)));
    }

    /// <summary>The doctor looks at the way out, and nothing of the site goes over it: the one other thing that dials.</summary>
    [Fact]
    public void Only_the_doctor_looks_at_the_way_to_the_coordinator()
    {
        var source = Path.Combine(SharedData.RepositoryRoot, "src");
        var users = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(source, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(Path.Combine(source, f)).Contains("HubProbe", StringComparison.Ordinal)).ToList();
        Assert.Contains("Lamella.Site/Doctor/DoctorChecks.cs", users);
        Assert.All(users, f => Assert.True(f.StartsWith("Lamella.Site/Doctor/", StringComparison.Ordinal) || f == "Lamella.Transport/Line/HubProbe.cs", f));
    }

    [GeneratedRegex(@"\b(SiteLine|BlobTransfer|Joining|HubChannel|GrpcChannel|HttpClient|SocketsHttpHandler|TcpClient|UdpClient|TcpListener|Socket|WebRequest|ClientWebSocket|Dns|Ping)\b(?!\w)(\.|\(|\s+\w+\s*(=|;|\)))")]
    private static partial Regex Connecting();
}
