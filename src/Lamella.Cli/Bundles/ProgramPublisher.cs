using Lamella.Federation;

namespace Lamella.Cli.Bundles;

/// <summary>Publishes a program with the runtime in it.</summary>
internal static class ProgramPublisher
{
    /// <summary>What bundles run on.</summary>
    public const string Runtime = "linux-x64";

    private const string SdkRemedy = "Install the .NET 10 SDK (docs/install.md), then give the same command again.";

    /// <summary>Publishes a role's project into a folder.</summary>
    /// <returns>The file in which the restore wrote down every package it took.</returns>
    /// <exception cref="LamellaException">There is no SDK, or the build failed.</exception>
    public static async Task<string> PublishAsync(SourceTree tree, BundleRole role, string folder, CancellationToken cancellation)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } named ? named : "dotnet";
        var (exit, sdks) = await ChildProgram.TryRunAsync(dotnet, ["--list-sdks"], cancellation);
        if (exit != 0 || !sdks.Split('\n').Any(l => l.StartsWith("10.", StringComparison.Ordinal)))
            throw BundleFault.Of("The .NET 10 SDK, which bundles are made with, is not on this machine.", SdkRemedy);
        // Debug files hold paths of the machine that built them.
        await ChildProgram.RunAsync(dotnet,
        [
            "publish", Path.Combine(tree.Root, "src", role.Project), "-c", "Release", "-r", Runtime, "--self-contained", "-o", folder,
            $"-p:ArtifactsPath={tree.Artifacts}", "-p:DebugType=none", "-p:ContinuousIntegrationBuild=true", "-nologo", "-v:minimal",
        ], "Without a network, packages have to be in the package cache: build once where there is one. Then give the same command again.", cancellation);
        return Path.Combine(tree.Artifacts, "obj", role.Project, "project.assets.json");
    }
}
