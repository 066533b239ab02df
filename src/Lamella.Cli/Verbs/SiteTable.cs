using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Spectre.Console;

namespace Lamella.Cli.Verbs;

/// <summary>The sites of a study as a table: patients per split and class, then what each site leaves out.</summary>
internal static class SiteTable
{
    private const int Width = 120;

    public static void Write(StudyProtocol protocol, IEnumerable<SiteFinding> sites, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        var table = new Table().AddColumns("site", "role", "train", "test", "outcome (train)", "outcome (test)");
        foreach (var site in sites)
        {
            var (train, test) = (site.Cohort?.Train ?? [], site.Cohort?.Test ?? []);
            table.AddRow(
                new Text(site.Site.Id.Value),
                new Text(site.Site.Role == SiteRole.Train ? "train" : "external"),
                new Text(site.Cohort is null ? "?" : train.Length.ToString()),
                new Text(site.Cohort is null ? "?" : test.Length.ToString()),
                new Text(Outcomes(protocol.Task, train)),
                new Text(Outcomes(protocol.Task, test)));
        }

        console.Write(table);
        foreach (var site in sites)
        {
            foreach (var note in site.Cohort?.Notes ?? [])
                output.WriteLine($"  {site.Site.Id}: {note}");
        }
    }

    private static string Outcomes(TaskSpec task, IReadOnlyCollection<CohortPatient> patients) => task switch
    {
        _ when patients.Count == 0 => "",
        BinaryTask t => $"{patients.Count(p => p.OutcomeValue == 1)} {t.Positive}, {patients.Count(p => p.OutcomeValue != 1)} other",
        MulticlassTask t => string.Join(", ", t.Classes.Select((c, i) => $"{patients.Count(p => (int)p.OutcomeValue == i)} {c}")),
        SurvivalTask => $"{patients.Count(p => p.OutcomeValue == 1)} events",
        _ => $"mean {patients.Average(p => p.OutcomeValue):G4}",
    };
}
