using Lamella.Federation.Ledger;

namespace Lamella.Storage.Events;

/// <summary>
/// An append-only log of entries on something durable. It stores; what entries mean, and whether they hold, is decided in Lamella.Federation. Every
/// implementation passes the same conformance suite.
/// </summary>
public interface IEventStore : IDisposable
{
    /// <summary>Number of entries; the next one has this index.</summary>
    long Count { get; }

    /// <summary>
    /// Appends entries, in order, the first with index <see cref="Count"/>. When this returns they survive a crash; when it throws, none of them is there.
    /// A crash in the middle leaves all of them or none.
    /// </summary>
    /// <exception cref="ArgumentException">An index is not the one that is due; nothing is appended.</exception>
    /// <exception cref="Lamella.Federation.LamellaException">
    /// No room (<see cref="Lamella.Federation.ErrorCodes.DiskFull"/>), or a database that is away (<see cref="Lamella.Federation.ErrorCodes.StorageUnavailable"/>);
    /// the store stays usable.
    /// </exception>
    void Append(IReadOnlyList<LedgerEntry> entries);

    /// <summary>
    /// Entries from an index on, in order; none from beyond the end. All that are there when reading begins come; those appended meanwhile may or may not.
    /// Several readings can be under way at once.
    /// </summary>
    /// <param name="from">First index, from 0.</param>
    /// <param name="most">At most this many.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue);
}
