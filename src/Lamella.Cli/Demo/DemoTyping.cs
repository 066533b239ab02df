using System.CommandLine;
using Lamella.Federation;

namespace Lamella.Cli.Demo;

/// <summary>What people of a consortium would type, typed by the demo: the program's own verbs, shown as they would stand in a terminal.</summary>
internal static class DemoTyping
{
    private const string Indent = "     ";

    /// <summary>Shows a command, does it, and shows what it says.</summary>
    /// <returns>What it said.</returns>
    /// <exception cref="LamellaException">What the verb refuses, or that it ended with a fault it has told.</exception>
    public static async Task<string> ShowAsync(CancellationToken cancellation, params string[] words)
    {
        Console.WriteLine($"{Indent}$ ./lamella {string.Join(' ', words.Select(Quoted))}");
        var said = await DoAsync(cancellation, words);
        foreach (var line in said.TrimEnd('\n').Split('\n'))
            Console.WriteLine($"{Indent}  {line}");
        return said;
    }

    /// <summary>Does a command.</summary>
    /// <returns>What it said.</returns>
    /// <exception cref="LamellaException">What the verb refuses, or that it ended with a fault it has told.</exception>
    public static async Task<string> DoAsync(CancellationToken cancellation, params string[] words)
    {
        var output = new StringWriter { NewLine = "\n" };
        var exit = await Commands.All().Parse(words).InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = output }, cancellation);
        return exit == 0
            ? output.ToString()
            : throw new LamellaException(ErrorCodes.RequestRefused, $"'{string.Join(' ', words)}' ended with {exit}:\n{output}", "Mend what it says, then give the same command again.");
    }

    /// <summary>Paths as they are seen from here, as somebody would type them.</summary>
    private static string Quoted(string word)
    {
        var shown = Path.IsPathFullyQualified(word) && Path.GetRelativePath(Environment.CurrentDirectory, word) is var near && near.Length < word.Length ? near : word;
        return shown.Contains(' ', StringComparison.Ordinal) ? $"\"{shown}\"" : shown;
    }
}
