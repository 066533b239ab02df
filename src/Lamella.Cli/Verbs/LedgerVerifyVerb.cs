using System.CommandLine;
using Lamella.Federation.Ledger;

namespace Lamella.Cli.Verbs;

/// <summary><c>ledger verify FILE [--against FILE]</c>: whether a ledger holds, and how it stands to another copy.</summary>
internal static class LedgerVerifyVerb
{
    public static Command Create()
    {
        var file = LedgerVerb.File();
        var against = new Option<string?>("--against") { Description = "Another copy of the same ledger, to compare with." };
        var coordinator = new Option<string?>("--coordinator") { Description = "The coordinator's public key, as a site keeps it; a ledger of another one does not hold." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("verify", "Check chain, signatures, signed heads and rules of a ledger; compare two copies.") { file, against, coordinator, json };
        command.SetAction(parsed =>
        {
            var report = Check(parsed.GetRequiredValue(file), parsed.GetValue(against)) with { Key = parsed.GetValue(coordinator) };
            if (parsed.GetValue(json))
                VerbJson.Write(report.ToJson(), parsed.InvocationConfiguration.Output);
            else
                report.WriteTo(parsed.InvocationConfiguration.Output);
            return report.Fault is { } fault ? throw fault : 0;
        });
        return command;
    }

    private static LedgerReport Check(string file, string? other)
    {
        using var source = LedgerAt.Open(file);
        var read = new ReadableEntries(source);
        var verdict = LedgerCheck.Run(read);
        if (other is null)
            return new LedgerReport(file, verdict, read.Fault);

        using var second = LedgerAt.Open(other);
        var readSecond = new ReadableEntries(second);
        var verdictSecond = LedgerCheck.Run(readSecond);
        return new LedgerReport(file, verdict, read.Fault)
        {
            Other = new LedgerReport(other, verdictSecond, readSecond.Fault),
            Comparison = LedgerComparison.Compare(read, readSecond),
        };
    }
}
