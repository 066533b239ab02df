using System.CommandLine;

namespace Lamella.Cli.Verbs;

/// <summary><c>ledger verify|show|export|report</c>: check a ledger, read it, write it as text, report a study of it.</summary>
internal static class LedgerVerb
{
    /// <param name="trace">Opens what rests on a patient, by a site's folder and the patient's id; null: this program serves no hospital.</param>
    public static Command Create(Func<string, string, LedgerTrace>? trace = null) => new("ledger", "Check a ledger, read what happened, write it as text for other programs, or report a study.")
    {
        LedgerVerifyVerb.Create(),
        LedgerShowVerb.Create(trace),
        LedgerExportVerb.Create(),
        LedgerReportVerb.Create(),
    };

    /// <summary>The ledger to read.</summary>
    public static Argument<string> File() => new("file") { Description = "A ledger: a store (ledger.db), a text that 'ledger export' wrote, or the folder of a site or coordinator, which may run." };
}
