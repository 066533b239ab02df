using System.Collections.Immutable;
using Lamella.Federation.Ledger;
using Lamella.Federation.Studies;
using Xunit;

namespace Lamella.Testing.Conformance;

/// <summary>Entries for stores, which look at nothing but the index.</summary>
public static class SampleEntries
{
    /// <summary>An entry with bytes of every value.</summary>
    /// <param name="index">Its index; other indexes have other bytes.</param>
    /// <param name="bodyBytes">Length of the body.</param>
    public static LedgerEntry Entry(long index, int bodyBytes = 300) => new(
        index,
        index == 0 ? LedgerHash.Zero : LedgerHash.OfContent(Signer.Coordinator, BitConverter.GetBytes(index - 1)),
        1_700_000_000_000 + index,
        index % 2 == 0 ? Signer.Coordinator : Signer.Of(new SiteId("site-a")),
        Bytes(bodyBytes, index),
        LedgerHash.OfContent(Signer.Coordinator, BitConverter.GetBytes(index)),
        Bytes(64, index + 7));

    /// <summary>Entries that follow each other.</summary>
    public static IReadOnlyList<LedgerEntry> Entries(long from, int count, int bodyBytes = 300) =>
        [.. Enumerable.Range(0, count).Select(i => Entry(from + i, bodyBytes))];

    /// <summary>Two lists of entries are the same to the byte.</summary>
    public static void AssertSame(IEnumerable<LedgerEntry> expected, IEnumerable<LedgerEntry> actual) => Assert.Equal(expected.Select(Fields), actual.Select(Fields));

    private static ImmutableArray<byte> Bytes(int count, long seed) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 31) + (seed * 17) + (i / 251)))];

    private static (long, string, long, string, string, string, string) Fields(LedgerEntry e) =>
        (e.Index, e.Previous, e.Time, e.Signer.ToString(), Convert.ToHexString(e.Body.AsSpan()), e.Hash, Convert.ToHexString(e.Signature.AsSpan()));
}
