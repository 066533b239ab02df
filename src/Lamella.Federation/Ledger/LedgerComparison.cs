namespace Lamella.Federation.Ledger;

/// <summary>How two copies of a ledger stand to each other; compare copies that have been checked, since only hashes are looked at.</summary>
/// <param name="Kind">How.</param>
/// <param name="Common">Number of entries at the beginning that are the same.</param>
/// <param name="More">Entries that the longer copy has beyond those of the other; 0 where they part.</param>
/// <param name="First">Hash in the first copy where they part; null otherwise.</param>
/// <param name="Second">Hash in the second copy there; null otherwise.</param>
public sealed record LedgerComparison(LedgerLikeness Kind, long Common, long More, string? First, string? Second)
{
    /// <summary>Compares two copies, reading each once.</summary>
    public static LedgerComparison Compare(IEnumerable<LedgerEntry> first, IEnumerable<LedgerEntry> second)
    {
        using var a = first.GetEnumerator();
        using var b = second.GetEnumerator();
        var common = 0L;
        while (true)
        {
            var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
            if (!hasA || !hasB)
            {
                var kind = hasA ? LedgerLikeness.SecondIsShorter : hasB ? LedgerLikeness.FirstIsShorter : LedgerLikeness.Same;
                return new LedgerComparison(kind, common, hasA ? Rest(a) : hasB ? Rest(b) : 0, null, null);
            }

            if (a.Current.Hash != b.Current.Hash)
                return new LedgerComparison(LedgerLikeness.Fork, common, 0, a.Current.Hash, b.Current.Hash);
            common++;
        }
    }

    private static long Rest(IEnumerator<LedgerEntry> entries)
    {
        var count = 1L;
        while (entries.MoveNext())
            count++;
        return count;
    }
}
