using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Cli.Verbs;

/// <summary><c>ledger show FILE</c>: what happened, an entry a line.</summary>
internal static class LedgerShowVerb
{
    private const int Digits = 12;

    public static Command Create(Func<string, string, LedgerTrace>? trace)
    {
        var file = LedgerVerb.File();
        var run = new Option<string?>("--run") { Description = "Only entries about runs whose name (study/strategy/seed) holds this text." };
        var site = new Option<string?>("--site") { Description = "Only entries that this site signed or that name it." };
        var study = new Option<string?>("--study") { Description = "Only entries about the study whose hash begins so, and its runs." };
        var from = new Option<long>("--from") { Description = "Only entries from this index on." };
        var patient = new Option<string?>("--touched-by") { Description = "Only what rests on this patient of a hospital's: updates, rounds, models, figures. FILE is the site's folder." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("show", "Say what happened, an entry a line. It does not check: 'ledger verify' does.") { file, run, site, study, from, json };
        if (trace is not null)
            command.Add(patient);
        command.SetAction(parsed =>
        {
            var touched = parsed.GetValue(patient) is { } id ? trace?.Invoke(parsed.GetRequiredValue(file), id) : null;
            using var source = LedgerAt.Open(parsed.GetRequiredValue(file));
            var wanted = new LedgerFilter(parsed.GetValue(run), parsed.GetValue(site), parsed.GetValue(study), parsed.GetValue(from));
            var shown = source.Where(e => touched?.Takes(e) is not false).Select(entry => (Entry: entry, Body: Parse(entry))).Where(e => wanted.Takes(e.Entry, e.Body));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                VerbJson.Write(shown.Select(e => ToJson(e.Entry, e.Body)), output);
                return 0;
            }

            var count = 0L;
            foreach (var (entry, _) in shown)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.Index,6}  {EventWords.Time(entry.Time)}  {entry.Signer,-12}  {Words(entry)}"));
                count++;
            }

            if (count == 0)
                output.WriteLine("No entry matches.");
            if (touched is not null)
                output.WriteLine(touched.Summary());
            return 0;
        });
        return command;
    }

    private static object ToJson(LedgerEntry entry, JsonElement? body) =>
        new { entry.Index, Time = EventWords.Time(entry.Time), Signer = entry.Signer.ToString(), entry.Hash, Words = Words(entry), Event = body };

    private static string Words(LedgerEntry entry)
    {
        try
        {
            return EventWords.Of(EventEncoding.Decode(entry.Body.AsSpan()));
        }
        catch (LamellaException)
        {
            return $"An event that this version does not know; content {entry.Content[..Digits]}.";
        }
    }

    private static JsonElement? Parse(LedgerEntry entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry.Body.AsMemory());
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
