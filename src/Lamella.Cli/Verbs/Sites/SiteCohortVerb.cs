using System.CommandLine;
using Lamella.Federation;
using Lamella.Site.Cohorts;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site cohort add|list|exclude</c>: the hospital's tables and bags by name. Nothing of them leaves.</summary>
internal static class SiteCohortVerb
{
    public static Command Create() => new("cohort", "Register this hospital's tables and bags, and leave out patients who withdrew.") { Add(), List(), Exclude() };

    private static Argument<string> Name() => new("name") { Description = "Name of the cohort at this hospital." };

    private static Command Add()
    {
        var (folder, name) = (SiteVerb.Folder(), Name());
        var map = new Option<string>("--map") { Description = "How this hospital's columns and codes become a study's (docs/tables.md).", Required = true };
        var table = new Option<string?>("--table") { Description = "The patients' table; left out: the first that the map names." };
        var store = new Option<string?>("--store") { Description = "Folder of the bags; left out: the one that the map names." };
        var data = new Option<string?>("--data") { Description = "Folder that the map's paths start at; left out: the map's own folder." };
        var command = new Command("add", "Register a table, its bags and a map under a name; again, to say anew what they are.") { folder, name, map, table, store, data };
        command.SetAction(parsed =>
        {
            var mapFile = Path.GetFullPath(parsed.GetRequiredValue(map));
            var cohort = SiteVerb.CohortsOf(parsed.GetRequiredValue(folder)).Add(
                parsed.GetRequiredValue(name), mapFile, parsed.GetValue(data) ?? Path.GetDirectoryName(mapFile)!, parsed.GetValue(table), parsed.GetValue(store), TimeProvider.System.GetUtcNow());
            Show(cohort, parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var folder = SiteVerb.Folder();
        var command = new Command("list", "The cohorts of this hospital.") { folder };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var all = SiteVerb.CohortsOf(parsed.GetRequiredValue(folder)).List();
            foreach (var cohort in all)
                Show(cohort, output);
            if (all.Count == 0)
                output.WriteLine($"No cohort yet. Add one: ./lamella site cohort add {parsed.GetRequiredValue(folder)} NAME --map MAP --table FILE --store STORE");
            return 0;
        });
        return command;
    }

    private static Command Exclude()
    {
        var (folder, name) = (SiteVerb.Folder(), Name());
        var patient = new Argument<string>("patient") { Description = "The patient's id, as the table has it." };
        var by = new Option<string>("--by") { Description = "Who leaves them out.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why.", DefaultValueFactory = _ => "consent withdrawn" };
        var command = new Command("exclude", "Leave a patient out, e.g. because consent was withdrawn: from the next round on, in every study with this cohort.") { folder, name, patient, by, reason };
        command.SetAction(parsed =>
        {
            var cohorts = SiteVerb.CohortsOf(parsed.GetRequiredValue(folder));
            var cohort = cohorts.Exclude(
                parsed.GetRequiredValue(name),
                new CohortExclusion(parsed.GetRequiredValue(patient), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), TimeProvider.System.GetUtcNow()));
            parsed.InvocationConfiguration.Output.WriteLine($"Left out from the next round on; {cohort.Exclusions.Length} of cohort '{cohort.Name}' in all. An update that is being made at this moment may still rest on them.");
            foreach (var other in cohorts.With(parsed.GetRequiredValue(patient)))
                parsed.InvocationConfiguration.Output.WriteLine($"NOTE: cohort '{other.Name}' has a patient of that id, too: leave them out there as well.");
            parsed.InvocationConfiguration.Output.WriteLine($"What rests on them already: ./lamella ledger show {parsed.GetRequiredValue(folder)} --touched-by {parsed.GetRequiredValue(patient)}");
            return 0;
        });
        return command;
    }

    private static string Fingerprint(SiteCohort cohort)
    {
        try
        {
            return $"fingerprint {CohortFingerprint.Of(cohort)[..12]}";
        }
        catch (LamellaException fault)
        {
            return $"NOT TO BE USED: {fault.Fault} {fault.Remedy}";
        }
    }

    private static void Show(SiteCohort cohort, TextWriter output)
    {
        var map = cohort.ToMap();
        output.WriteLine($"{cohort.Name}: {string.Join(", ", map.Tables.Select(t => t.File))}{(map.Bags.Length > 0 ? $"; bags in {map.Bags}" : "; no bags")}");
        output.WriteLine($"  added {cohort.Added:yyyy-MM-dd}, {(cohort.Exclusions.IsEmpty ? "nobody left out" : $"{cohort.Exclusions.Length} left out")}, {Fingerprint(cohort)}");
    }
}
