using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using Lamella.Site.Administration;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Policy;
using static Lamella.Cli.Verbs.Sites.Numbers;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site check FOLDER STUDY --cohort NAME</c>: tries a study out on the hospital's own cohort; the coordinator is told that it passes, or a code.</summary>
internal static class SiteCheckVerb
{
    public static Command Create()
    {
        var (folder, study) = (SiteVerb.Folder(), new Argument<string>("study") { Description = "The study: its short name, or the first digits of its hash." });
        var cohort = new Option<string>("--cohort") { Description = "The cohort to try it out on (site cohort add).", Required = true };
        var quiet = new Option<bool>("--quiet") { Description = "Tell the coordinator nothing." };
        var command = new Command("check", "Try a study out on this hospital's data: columns, codes, counts, bags, disk and time. The coordinator gets a code and no numbers.") { folder, study, cohort, quiet };
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var place = parsed.GetRequiredValue(folder);
            var own = SiteVerb.CohortsOf(place).Require(parsed.GetRequiredValue(cohort));
            using var client = SiteVerb.Ask(place);
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            var asked = SiteVerb.StudyNamed(status, parsed.GetRequiredValue(study));
            var protocol = ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(asked.Protocol));
            output.WriteLine($"Study {asked.Name} ({asked.Study[..12]}) on cohort '{own.Name}'");
            var found = CohortCheck.Of(protocol, new SiteId(status.Site), own);
            var code = found.Faults.Select(f => f.Code).FirstOrDefault("");
            var against = asked.Against ?? PolicyRules.OfPatients(PolicyReader.ReadOrThrow(SiteVerb.Open(place).Policy), protocol, found.FewestPatients);
            Show(found, protocol, against, place, output);
            if (!parsed.GetValue(quiet))
            {
                var told = await client.PostAsync<long?>("checks", new CheckRequest(asked.Study, code, found.FewestPatients), cancellation);
                output.WriteLine($"The coordinator is told: {(code.Length == 0 ? "passes" : code)}{(told is { } patients ? $", {Number(patients)} training patients" : ", and no numbers")}.");
            }

            return code.Length == 0 && against is null ? 0 : 1;
        });
        return command;
    }

    private static void Show(CohortCheck found, StudyProtocol protocol, string? against, string place, TextWriter output)
    {
        foreach (var split in found.Splits)
            output.WriteLine($"  seed {split.Seed}: train {Counts(split.Train)}; test {Counts(split.Test)}");
        foreach (var note in found.Splits.SelectMany(s => s.Notes).Distinct())
            output.WriteLine($"  {EventWords.Plain(note)}");
        if (found.Contract is { } contract)
            output.WriteLine($"  bags: {contract.Dimension} features a tile, contract {contract.Hash()[..12]}");
        var free = new DriveInfo(Path.GetFullPath(place)).AvailableFreeSpace;
        output.WriteLine($"  disk: {Megabytes(found.Bytes)} needed, {Megabytes(free)} free{(free < found.Bytes ? ": TOO LITTLE" : "")}");
        if (found.Duration(protocol) is { } duration)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  time: {found.StepTime!.Value.TotalMilliseconds:0.#} ms a training step here, about {Words(duration)} for all runs, without scoring"));
        if (against is not null || !found.Splits.IsEmpty)
            output.WriteLine($"  policy: {(against is not null ? $"AGAINST IT: {against}" : "allows it")}");
        foreach (var fault in found.Faults)
            output.WriteLine($"  DOES NOT PASS  {fault.Code}: {fault.Fault}\n  {fault.Remedy}");
        if (found.Faults.IsEmpty)
            output.WriteLine("  passes");
    }

    private static string Counts(ImmutableSortedDictionary<string, long> classes) =>
        classes.Count == 0 ? "none" : $"{Number(classes.Values.Sum())} ({string.Join(", ", classes.Select(c => $"{c.Key}: {Number(c.Value)}"))})";

    private static string Words(TimeSpan time) =>
        time.TotalHours >= 2 ? $"{Number((long)Math.Ceiling(time.TotalHours))} hours" : time.TotalMinutes >= 2 ? $"{Number((long)Math.Ceiling(time.TotalMinutes))} minutes" : $"{Number((long)Math.Ceiling(time.TotalSeconds))} s";

    private static string Megabytes(long bytes) => $"{Number((bytes / 1_000_000) + 1)} MB";
}
