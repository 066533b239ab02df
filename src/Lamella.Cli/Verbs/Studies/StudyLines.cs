using System.Globalization;
using Lamella.Coordinator.Administration;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Cli.Verbs.Studies;

/// <summary>A study as a few lines of text.</summary>
internal static class StudyLines
{
    private const int Digits = 12;

    public static void Write(StudyView study, TextWriter output)
    {
        output.WriteLine($"Study {study.Name} ({study.Study[..Digits]}): {Words(study.Status)}. Proposed by {study.By}, for: {EventWords.Plain(study.Purpose)}");
        output.WriteLine($"  {Disclosure.OfEachUpdate}");
        var width = study.Sites.Max(s => s.Site.Length);
        foreach (var site in study.Sites)
            output.WriteLine($"  {site.Site.PadRight(width)}  {(site.IsConnected ? "connected" : "no line  ")}  {site.WhyNot ?? Work(site)}");
        foreach (var run in study.Runs)
            output.WriteLine($"  {Line(run)}");
    }

    /// <summary>A run in one line.</summary>
    public static string Line(RunView run)
    {
        var loss = run.Loss is { } value ? string.Create(CultureInfo.InvariantCulture, $", loss {value:0.0000}") : "";
        var why = run.Waiting.Length > 0 ? $"  ({EventWords.Plain(run.Waiting)})" : "";
        return $"{run.Strategy}, seed {run.Seed}: {Words(run.Status)}, round {run.Round} of {run.Rounds}{loss}{why}";
    }

    public static string Words(StudyStatus status) => status == StudyStatus.CompletedDegraded ? "completed without some sites" : status.ToString().ToLowerInvariant();

    private static string Words(RunStatus status) => status == RunStatus.CompletedDegraded ? "completed without some sites" : status.ToString().ToLowerInvariant();

    private static string Work(StudySiteView site) => site switch
    {
        { Work: { } work } => $"{work.Strategy}, seed {work.Seed}, round {work.Round}: step {work.Step} of {work.Steps}",
        { ScoresDue: > 0 } => string.Create(CultureInfo.InvariantCulture, $"approved; {site.ScoresDue} models to score at home"),
        _ => "approved",
    };
}
