using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Storage.Events;

namespace Lamella.Coordinator.Storage;

/// <summary>
/// The coordinator's hold on the truth: the event store and the state that folds it. An event is checked against the rules and made durable with those that
/// follow from it, in one flush; nobody hears of it before, so nothing is ever acted on that a crash could take back.
/// </summary>
/// <param name="store">Where entries land; the caller disposes it.</param>
/// <param name="signer">The coordinator's key.</param>
/// <param name="time">Clock of the entries.</param>
/// <param name="before">The state before the first entry.</param>
public sealed class CoordinatorLedger(IEventStore store, ISigner signer, TimeProvider time, FederationState before)
{
    private readonly List<(LedgerEntry Entry, LedgerEvent Event, FederationState State)> together = [];
    private bool isTogether;
    private long now = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The state after the last entry; within <see cref="Together"/> that may not be durable yet.</summary>
    public FederationState State { get; private set; } = before;

    /// <summary>Told of every entry, those of earlier starts included, once it is durable and folded.</summary>
    public Action<LedgerEvent, FederationState>? Told { get; set; }

    /// <summary>Reads what is stored and folds it: a restart is a replay.</summary>
    /// <exception cref="LamellaException">An entry does not hold.</exception>
    public void Replay()
    {
        var verifier = new LedgerVerifier();
        foreach (var entry in store.Read(0))
        {
            var e = EventEncoding.Decode(entry.Body.AsSpan());
            verifier.RequireNext(entry, e);
            if (e is LedgerOpened opened && opened.PublicKey != signer.PublicKey)
                throw new LamellaException(ErrorCodes.LedgerForked, "The ledger was begun with another key than this coordinator's.", "It is a site's copy, or another coordinator's: check the folder and the database.");
            State = State.Apply(e, entry.Time, entry.AsHead());
            Told?.Invoke(e, State);
        }
    }

    /// <summary>Appends an event of the coordinator's own.</summary>
    /// <exception cref="LamellaException">It breaks the rules, or could not be read back.</exception>
    public void Append(LedgerEvent e)
    {
        if (EventForm.Fault(e) is { } wrong)
            throw new LamellaException(ErrorCodes.LedgerBroken, $"An event's {wrong}.", "Say it in full.");
        var body = EventEncoding.Encode(e);
        var (index, at) = (State.Head.Index + 1, Now);
        var hash = LedgerHash.OfEntry(index, State.Head.Hash, at, LedgerHash.OfContent(Signer.Coordinator, body.AsSpan()));
        Keep(new LedgerEntry(index, State.Head.Hash, at, Signer.Coordinator, body, hash, [.. signer.Sign(Convert.FromHexString(hash))]), e);
    }

    /// <summary>Takes a site's statement in, whose signature the caller has checked.</summary>
    public void Take(SignedStatement statement)
    {
        var (index, at, by) = (State.Head.Index + 1, Now, Signer.Of(statement.Statement.Site));
        var hash = LedgerHash.OfEntry(index, State.Head.Hash, at, LedgerHash.OfContent(by, statement.Body.AsSpan()));
        Keep(new LedgerEntry(index, State.Head.Hash, at, by, statement.Body, hash, statement.Signature), statement.Statement);
    }

    /// <summary>
    /// Makes all that an act appends durable at once, when it is over or has thrown; in between nothing may leave that hangs on it. When it cannot be made
    /// durable, none of it has happened.
    /// </summary>
    /// <exception cref="LamellaException">No room, or a database that is away.</exception>
    public void Together(Action act)
    {
        var before = State;
        isTogether = true;
        try
        {
            act();
        }
        finally
        {
            isTogether = false;
            Settle(before);
        }
    }

    /// <summary>Entries from an index on, for a site's copy.</summary>
    public IReadOnlyList<LedgerEntry> Read(long from, int most) => [.. store.Read(from, most)];

    /// <summary>The hash at an index; null beyond the end.</summary>
    public string? HashAt(long index) =>
        index < 0 ? LedgerHash.Zero
        : index < store.Count ? store.Read(index, 1).First().Hash
        : index - store.Count < together.Count ? together[(int)(index - store.Count)].Entry.Hash
        : null;

    /// <summary>
    /// The time of the next entry, milliseconds since 1970 UTC. It stands still between two calls of <see cref="Look"/>, so that what was decided holds when it is
    /// written; a clock that was set back does not take the ledger with it.
    /// </summary>
    public long Now => Math.Max(State.Time, now);

    /// <summary>Looks at the clock.</summary>
    public void Look() => now = time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Keep(LedgerEntry entry, LedgerEvent e)
    {
        var before = State;
        State = State.Apply(e, entry.Time, entry.AsHead());
        together.Add((entry, e, State));
        if (!isTogether)
            Settle(before);
    }

    private void Settle(FederationState before)
    {
        if (together.Count == 0)
            return;
        var settled = together.ToList();
        together.Clear();
        try
        {
            store.Append([.. settled.Select(s => s.Entry)]);
        }
        catch
        {
            State = before;
            throw;
        }

        foreach (var (_, e, state) in settled)
            Told?.Invoke(e, state);
    }
}
