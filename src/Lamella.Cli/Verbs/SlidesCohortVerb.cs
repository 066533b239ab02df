using System.CommandLine;
using Lamella.Federation;
using Lamella.Pathology.Catalogue;

namespace Lamella.Cli.Verbs;

/// <summary><c>slides cohort STORE --name N</c>: freezes the slides that are usable now; the hash names exactly these bags.</summary>
internal static class SlidesCohortVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("store") { Description = "The store that 'slides extract' wrote." };
        var name = new Option<string>("--name") { Description = "What people call the cohort.", Required = true };
        var onlyOk = new Option<bool>("--only-ok") { Description = "Leave slides with a warning out." };
        var json = new Option<bool>("--json") { Description = "Print the cohort as JSON: pseudonyms only, it may leave." };
        var command = new Command("cohort", "Freeze the usable slides of a store as a cohort, by hash.") { folder, name, onlyOk, json };
        command.SetAction(parsed =>
        {
            using var store = SlideStore.OpenForReading(parsed.GetRequiredValue(folder));
            var cohort = store.Freeze(parsed.GetRequiredValue(name), !parsed.GetValue(onlyOk), TimeProvider.System);
            if (cohort.Slides.Count == 0)
                throw new LamellaException(ErrorCodes.CohortEmpty, "no slide of the store has both a bag and a patient.", "Extract with --table, so that slides have patients.");
            if (parsed.GetValue(json))
                VerbJson.Write(cohort);
            else
                Console.WriteLine($"Cohort '{cohort.Name}': {cohort.Slides.Count} slides of {cohort.Slides.DistinctBy(slide => slide.Patient).Count()} patients.\n{cohort.Hash}");
            return 0;
        });
        return command;
    }
}
