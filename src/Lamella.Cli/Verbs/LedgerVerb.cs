using System.CommandLine;

namespace Lamella.Cli.Verbs;

/// <summary><c>ledger verify|show|export</c>: check a ledger, read it, write it as text.</summary>
internal static class LedgerVerb
{
    public static Command Create() => new("ledger", "Check a ledger, read what happened, or write it as text for other programs.")
    {
        LedgerVerifyVerb.Create(),
        LedgerShowVerb.Create(),
        LedgerExportVerb.Create(),
    };

    /// <summary>The ledger to read.</summary>
    public static Argument<string> File() => new("file") { Description = "A ledger: a store (ledger.db) or a text that 'ledger export' wrote." };
}
