using System.Collections;
using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Cli.Verbs;

/// <summary>Entries up to where a file can no longer be read: what stands before a cut is still worth a report.</summary>
internal sealed class ReadableEntries(IEnumerable<LedgerEntry> entries) : IEnumerable<LedgerEntry>
{
    /// <summary>Why reading ended; null when it reached the end.</summary>
    public LamellaException? Fault { get; private set; }

    public IEnumerator<LedgerEntry> GetEnumerator()
    {
        using var inner = entries.GetEnumerator();
        while (Next(inner))
            yield return inner.Current;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool Next(IEnumerator<LedgerEntry> inner)
    {
        try
        {
            return inner.MoveNext();
        }
        catch (LamellaException fault)
        {
            Fault = fault;
            return false;
        }
    }
}
