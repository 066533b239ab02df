using System.CommandLine;
using Lamella.Federation;
using Lamella.Storage.Events;

namespace Lamella.Cli.Verbs;

/// <summary><c>ledger export FILE --out FILE</c>: the ledger as text.</summary>
internal static class LedgerExportVerb
{
    public static Command Create()
    {
        var file = LedgerVerb.File();
        var to = new Option<string>("--out") { Description = "Where the text goes; a file there is replaced.", Required = true };
        var command = new Command("export", "Write a ledger as text (docs/ledger.md), for people and other verifiers.") { file, to };
        command.SetAction(parsed =>
        {
            var (from, path) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(to));
            using var source = LedgerAt.Open(from);
            if (IsLedgerOf(path, from))
                throw new LamellaException(ErrorCodes.OutputNotEmpty, $"'{path}' is the ledger itself.", "Name another file with --out.");
            var count = LedgerText.Write(path, source);
            parsed.InvocationConfiguration.Output.WriteLine($"{path}: {count} {(count == 1 ? "entry" : "entries")}. Check it: ./lamella ledger verify {path}");
            return 0;
        });
        return command;
    }

    /// <summary>A text in the place of a store, or of the files beside it, would be the end of a ledger.</summary>
    private static bool IsLedgerOf(string path, string from)
    {
        var store = Real(Directory.Exists(from) ? Path.Combine(from, LedgerAt.StoreName) : from);
        return new[] { "", "-wal", "-shm", "-journal" }.Contains(Real(path) is var to && to.StartsWith(store, StringComparison.Ordinal) ? to[store.Length..] : null);
    }

    private static string Real(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : Path.GetFullPath(path);
}
