using System.CommandLine;
using System.Globalization;
using Lamella.Federation;
using Lamella.Site.Egress;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site egress show|verify|kinds</c>: what has left this hospital.</summary>
internal static class SiteEgressVerb
{
    public static Command Create() => new("egress", "What has left this hospital, and whether the ledger tells the same.") { Show(), Verify(), Kinds() };

    private static Command Show()
    {
        var folder = SiteVerb.Folder();
        var command = new Command("show", "Print the egress log: everything that left, oldest first.") { folder };
        command.SetAction(parsed =>
        {
            using var lines = EgressLog.OpenText(SiteVerb.Open(parsed.GetRequiredValue(folder)).EgressLog);
            foreach (var r in EgressLog.Read(lines))
            {
                var many = r.Count > 1 ? $" x{r.Count}" : "";
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{r.Index,6}  {EventWords.Time(r.Time)}  {r.Kind + many,-18}  {r.Bytes,12:N0} bytes  {EventWords.Plain(r.About)}"));
            }

            return 0;
        });
        return command;
    }

    private static Command Kinds()
    {
        var command = new Command("kinds", "List every kind of message that can leave a site, with its fields and bound.");
        command.SetAction(parsed =>
        {
            foreach (var kind in EgressKinds.All)
            {
                var most = kind.MostBytes == long.MaxValue ? "as the study's model" : string.Create(CultureInfo.InvariantCulture, $"{kind.MostBytes:N0} bytes");
                parsed.InvocationConfiguration.Output.WriteLine($"{kind.Name,-10}  at most {most}{(kind.IsSummarised ? ", one line a round in the log" : "")}: {string.Join(", ", kind.Fields.Select(f => f.Words))}");
            }

            return 0;
        });
        return command;
    }

    private static Command Verify()
    {
        var folder = SiteVerb.Folder();
        var ledger = new Option<string?>("--ledger") { Description = "A ledger from the coordinator (study fetch, ledger export); left out: the site's own verified copy." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("verify", "Check the egress log's chain and hold it against the ledger, byte counts included.") { folder, ledger, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var verdict = await CheckAsync(parsed.GetRequiredValue(folder), parsed.GetValue(ledger), cancellation);
            if (parsed.GetValue(json))
                VerbJson.Write(verdict, parsed.InvocationConfiguration.Output);
            else
                Print(verdict, parsed.InvocationConfiguration.Output);
            return verdict.Mismatches.Count == 0
                ? 0
                : throw new LamellaException(ErrorCodes.EgressMismatch, $"Egress log and ledger do not agree in {verdict.Mismatches.Count} {(verdict.Mismatches.Count == 1 ? "place" : "places")}.", "Keep the folder as it is and look at each.");
        });
        return command;
    }

    /// <summary>By the running site, or by its files when it does not run; against another ledger always by the files.</summary>
    private static async Task<EgressVerdict> CheckAsync(string folder, string? ledger, CancellationToken cancellation)
    {
        var place = SiteVerb.Open(folder);
        using var client = SiteVerb.Ask(folder);
        if (ledger is null && await client.IsThereAsync(cancellation))
            return await client.GetAsync<EgressVerdict>("egress", cancellation);
        return EgressChecking.ByFiles(place, ledger);
    }

    private static void Print(EgressVerdict verdict, TextWriter output)
    {
        foreach (var kind in verdict.Kinds)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind.Kind,-18}  {kind.Count,8:N0}  {kind.Bytes,14:N0} bytes"));
        foreach (var note in verdict.Notes)
            output.WriteLine($"  note: {EventWords.Plain(note)}");
        foreach (var mismatch in verdict.Mismatches)
            output.WriteLine($"  MISMATCH: {EventWords.Plain(mismatch)}");
        if (verdict.Mismatches.Count == 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The log's {verdict.Lines} lines hold and agree with the ledger: {verdict.Statements} statements, {verdict.UpdateBytes:N0} bytes of updates."));
    }
}
