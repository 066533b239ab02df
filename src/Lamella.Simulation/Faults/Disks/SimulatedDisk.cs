using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>
/// The disk of a process: what is on it survives a crash. Every write that production code makes durable goes through <see cref="Persist"/>, where the
/// process may die before or after it is, and where the disk may be full.
/// </summary>
/// <param name="atStep">Called twice for each durable write, before and after; may throw <see cref="SimulatedCrash"/>.</param>
internal sealed class SimulatedDisk(Action<bool> atStep)
{
    /// <summary>Entries of the ledger or of a copy.</summary>
    public List<LedgerEntry> Entries { get; } = [];

    /// <summary>Blobs by name.</summary>
    public SortedDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Statements on their way.</summary>
    public IReadOnlyList<SignedStatement> Outbox { get; set; } = [];

    /// <summary>A site's committed rounds.</summary>
    public List<CommittedRound> Commits { get; } = [];

    /// <summary>Whether there is no room.</summary>
    public bool IsFull { get; set; }

    /// <summary>Planted bug: the last entries are not on the disk when their append returns.</summary>
    public bool ForgetsLastAppend { get; set; }

    /// <summary>Number of durable writes so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Makes something durable.</summary>
    public void Persist(Action write)
    {
        if (IsFull)
            throw new LamellaException(ErrorCodes.DiskFull, "The simulated disk is full.", "Wait.");
        Steps++;
        atStep(false);
        write();
        atStep(true);
    }

    /// <summary>What a crash does to what was not durable.</summary>
    public void Crash()
    {
        if (ForgetsLastAppend && Entries.Count > 0)
            Entries.RemoveAt(Entries.Count - 1);
    }
}
