using System.Globalization;
using Lamella.Pathology.Quality;
using Spectre.Console;

namespace Lamella.Cli.Verbs;

/// <summary>How verdicts are told on the console.</summary>
internal static class SlideWords
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "usable with warning",
        _ => "refused",
    };

    /// <summary>A line for the slide and one for each finding.</summary>
    public static void Say(string file, Verdict verdict, IEnumerable<Finding> findings, string facts)
    {
        var colour = verdict switch { Verdict.Ok => "green", Verdict.Warning => "yellow", _ => "red" };
        AnsiConsole.Markup($"[{colour}]{Of(verdict),-20}[/]");
        Console.WriteLine($"{Printable(file)}{(facts.Length > 0 ? $"  ({facts})" : "")}");
        foreach (var finding in findings)
            Console.WriteLine($"    {finding.Code}: {finding.Words}");
    }

    public static void SayLeftOut(int otherFiles, IReadOnlyList<string> unreadableFolders, IReadOnlyList<string> unusedOverrides)
    {
        if (unusedOverrides.Count > 0)
            Console.WriteLine($"The table of overrides names slides that are not here: {string.Join(", ", unusedOverrides)}. Check the names.");
        if (otherFiles > 0)
            Console.WriteLine($"{otherFiles} other {(otherFiles == 1 ? "file is" : "files are")} left out: not the name of a slide.");
        foreach (var folder in unreadableFolders)
            Console.WriteLine($"The folder {folder} may not be read by this user; what it holds is left out.");
    }

    /// <summary>A name that holds control characters must not steer the terminal.</summary>
    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
    };
}
