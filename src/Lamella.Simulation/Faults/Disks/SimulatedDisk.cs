using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>
/// The disk of a process: what is on it survives a crash. Every write that production code makes durable goes through <see cref="Persist"/>, where the
/// process may die in the middle or afterwards, and where the disk may be full. What a death in the middle leaves half written stays, and a store that is
/// opened has to clear it away.
/// </summary>
/// <param name="dying">Told when the process dies here: whether the write was durable.</param>
internal sealed class SimulatedDisk(Action<bool>? dying = null)
{
    /// <summary>The process dies at the durable write after this many, in the middle of it or when it is durable; null: it does not.</summary>
    public (int Left, bool WhenDurable)? DiesAt { get; set; }

    /// <summary>Whether the process has died at a write: nobody writes before it is started again.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Entries of the ledger or of a copy; those after the first <see cref="Committed"/> are of an append that was torn.</summary>
    public List<LedgerEntry> Entries { get; } = [];

    /// <summary>Entries whose append is complete.</summary>
    public int Committed { get; set; }

    /// <summary>Blobs by name.</summary>
    public SortedDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Temporary files of blobs that are being written, or were when the process died.</summary>
    public SortedDictionary<int, MemoryStream> Incoming { get; } = [];

    /// <summary>Statements on their way.</summary>
    public IReadOnlyList<SignedStatement> Outbox { get; set; } = [];

    /// <summary>A new list of statements that was half written beside the old one; null: none.</summary>
    public IReadOnlyList<SignedStatement>? OutboxBeside { get; set; }

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
    /// <param name="write">Puts it in its place.</param>
    /// <param name="tear">Leaves what a death in the middle of it leaves.</param>
    public void Persist(Action write, Action? tear = null)
    {
        if (IsDown)
            throw new SimulatedCrash();
        FillIfDue();
        RequireRoom();
        DieIfDue(isDurable: false, tear);
        write();
        DieIfDue(isDurable: true);
    }

    /// <summary>Bytes are to be written.</summary>
    /// <exception cref="LamellaException">There is no room.</exception>
    public void RequireRoom()
    {
        if (IsFull)
            throw new LamellaException(ErrorCodes.DiskFull, "The simulated disk is full.", "Wait.");
    }

    /// <summary>The process is started again.</summary>
    public void Restart() => IsDown = false;

    /// <summary>What a crash does to what was not durable.</summary>
    public void Crash()
    {
        if (!ForgetsLastAppend || Committed == 0)
            return;
        Committed--;
        Entries.RemoveRange(Committed, Entries.Count - Committed);
    }

    private void FillIfDue()
    {
        if (FillsAt is not { } left)
            return;
        FillsAt = left > 0 ? left - 1 : null;
        if (left > 0)
            return;
        IsFull = true;
        Filled?.Invoke();
    }

    private void DieIfDue(bool isDurable, Action? tear = null)
    {
        if (DiesAt is not { } due || due.WhenDurable != isDurable)
            return;
        DiesAt = due.Left > 0 ? (due.Left - 1, due.WhenDurable) : null;
        if (due.Left > 0)
            return;
        tear?.Invoke();
        IsDown = true;
        dying?.Invoke(isDurable);
        throw new SimulatedCrash();
    }
}
