using System.Collections.Immutable;
using System.Reflection;

namespace Lamella.Site.Work;

/// <summary>The program that is a worker.</summary>
/// <param name="Program">Full path.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record WorkerCommand(string Program, ImmutableArray<string> Arguments)
{
    /// <summary>This program's own verb <c>worker</c>.</summary>
    public static WorkerCommand OfThisProgram()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new WorkerCommand(program, ["exec", Assembly.GetEntryAssembly()!.Location, "worker"])
            : new WorkerCommand(program, ["worker"]);
    }

    /// <summary>Folders it is loaded from.</summary>
    internal IEnumerable<string> Folders()
    {
        var program = File.ResolveLinkTarget(Program, returnFinalTarget: true)?.FullName ?? Program;
        return Arguments.Where(a => Path.IsPathFullyQualified(a) && File.Exists(a)).Prepend(program).Select(f => Path.GetDirectoryName(f)!).Distinct(StringComparer.Ordinal);
    }
}
