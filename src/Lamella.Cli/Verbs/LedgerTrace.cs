using Lamella.Federation.Ledger;

namespace Lamella.Cli.Verbs;

/// <summary>What in a hospital's ledger rests on one of its patients; only a hospital's program can tell.</summary>
/// <param name="Takes">Whether an entry does; entries are shown to it in their order.</param>
/// <param name="Summary">In words, after the last.</param>
internal sealed record LedgerTrace(Func<LedgerEntry, bool> Takes, Func<string> Summary);
