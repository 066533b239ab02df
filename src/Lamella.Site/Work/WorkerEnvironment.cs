using System.Collections.Immutable;
using Lamella.Learning.Engine;

namespace Lamella.Site.Work;

/// <summary>The environment of a worker: a fixed list, so that nothing of the host's own gets into it by being there.</summary>
internal static class WorkerEnvironment
{
    /// <summary>What is taken over from the host where it is set: Windows does not start a program without some of these.</summary>
    private static readonly string[] TakenOver = ["DOTNET_ROOT", "SystemRoot", "TEMP", "TMP"];

    /// <summary>Names and values.</summary>
    public static ImmutableSortedDictionary<string, string> Variables()
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in TakenOver)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                variables[name] = value;
        }

        variables["PATH"] = OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/usr/bin:/bin";
        variables["HOME"] = Path.GetTempPath();
        // No debugger's pipe, and no culture data that a machine may not have.
        variables["DOTNET_EnableDiagnostics"] = "0";
        variables["DOTNET_NOLOGO"] = "1";
        variables["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        variables.AddRange(OpenMpEnvironment.Variables(threads: 1));
        return variables.ToImmutable();
    }
}
