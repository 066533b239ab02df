namespace Lamella.Cli.Verbs;

/// <summary>What somebody must look at stands out on a terminal; in a file or a pipe it is plain text.</summary>
internal static class Alarm
{
    private const string Red = "\e[31m", Plain = "\e[0m";

    /// <summary>The text, in red where the output is a terminal that has colours (no-color.org).</summary>
    public static string In(TextWriter output, string text) =>
        output == Console.Out && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? Red + text + Plain : text;
}
