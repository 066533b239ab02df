using System.Collections.Immutable;
using System.Text;
using Lamella.Federation;

namespace Lamella.Protocols;

/// <summary>Files that people write: reading them, and saying all that is wrong with one.</summary>
internal static class SourceFile
{
    /// <summary>Text of a UTF-8 file.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.FileMissing"/>.</exception>
    public static string ReadText(string path, string what) => File.Exists(path)
        ? File.ReadAllText(path, Encoding.UTF8)
        : throw new LamellaException(ErrorCodes.FileMissing, $"There is no {what} at '{path}'.", "Check the path; relative paths start at the current folder.");

    /// <summary>The exception that lists all faults of a file.</summary>
    public static LamellaException Invalid(string code, string path, ImmutableArray<ProtocolFault> faults) => new(
        code,
        $"'{path}' has {(faults.Length == 1 ? "a fault" : $"{faults.Length} faults")}:\n" + string.Join("\n", faults.Select(f => "  " + f)) + "\n",
        "Mend each line above, and run it again.");
}
