using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>
/// The disk of a process: what is on it survives a crash. Every write that production code makes durable goes through <see cref="Persist"/>, where the
/// process may die before or after it is, and where the disk may be full.
/// </summary>
/// <param name="dying">Told when the process dies here: whether the write was durable.</param>
internal sealed class SimulatedDisk(Action<bool>? dying = null)
{
    /// <summary>The process dies at the durable write after this many, before or after it is durable; null: it does not.</summary>
    public (int Left, bool WhenDurable)? DiesAt { get; set; }

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

    /// <summary>The disk is full from the durable write after this many on; null: it does not fill.</summary>
    public int? FillsAt { get; set; }

    /// <summary>Told when it has filled.</summary>
    public Action? Filled { get; set; }

    /// <summary>Planted bug: the last entries are not on the disk when their append returns.</summary>
    public bool ForgetsLastAppend { get; set; }

    /// <summary>Makes something durable.</summary>
    public void Persist(Action write)
    {
        if (FillsAt is { } left)
        {
            FillsAt = left > 0 ? left - 1 : null;
            if (left == 0)
            {
                IsFull = true;
                Filled?.Invoke();
            }
        }

        if (IsFull)
            throw new LamellaException(ErrorCodes.DiskFull, "The simulated disk is full.", "Wait.");
        DieIfDue(isDurable: false);
        write();
        DieIfDue(isDurable: true);
    }

    /// <summary>What a crash does to what was not durable.</summary>
    public void Crash()
    {
        if (ForgetsLastAppend && Entries.Count > 0)
            Entries.RemoveAt(Entries.Count - 1);
    }

    private void DieIfDue(bool isDurable)
    {
        if (DiesAt is not { } due || due.WhenDurable != isDurable)
            return;
        DiesAt = due.Left > 0 ? (due.Left - 1, due.WhenDurable) : null;
        if (due.Left > 0)
            return;
        dying?.Invoke(isDurable);
        throw new SimulatedCrash();
    }
}
