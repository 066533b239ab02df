using System.Diagnostics;
using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Storage.Events;

/// <summary>
/// A ledger in a schema of a PostgreSQL database, version 15 or newer: on the server's disk with every append, one writer, which holds a lock of its
/// connection. A connection that is lost is made again; an append whose answer was lost is looked for, and is never there twice.
/// </summary>
public sealed class PostgresEventStore : IEventStore
{
    /// <summary>Entries fetched at once.</summary>
    private const int PageEntries = 64;

    /// <summary>A try that takes longer than this, at a server that does not even refuse, is followed by a rest: whoever calls has other things to do.</summary>
    private static readonly TimeSpan LongTry = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly PostgresPlace place;

    /// <summary>Null when it was lost and not yet made again.</summary>
    private PostgresSession? session;
    private PostgresBackend backend;
    private string? lastHash;

    /// <summary>Entries that an append without an answer may have left behind the end.</summary>
    private IReadOnlyList<LedgerEntry> doubtful = [];
    private (LamellaException Fault, long Since, TimeSpan Length)? rest;
    private bool isDisposed;

    /// <summary>Opens the ledger, or makes one where the schema is empty or missing.</summary>
    /// <param name="connectionString">
    /// As Npgsql has it: <c>Host=...;Database=...;Username=...</c>. Straight to the server or through a pooler that keeps sessions whole.
    /// </param>
    /// <param name="schema">The ledger's own schema; several in a database are several ledgers.</param>
    /// <exception cref="LamellaException">It cannot be reached or used, is of a newer version, or in use by another process.</exception>
    public PostgresEventStore(string connectionString, string schema = "lamella")
    {
        place = new PostgresPlace(connectionString, schema);
        Keep(PostgresSession.Open(place, PostgresBackend.None));
        try
        {
            var last = Guarded(() => session!.Entries.Last());
            (Count, lastHash) = last is { } l ? (l.Index + 1, l.Hash) : (0, null);
        }
        catch
        {
            Lose();
            throw;
        }
    }

    /// <inheritdoc />
    public long Count { get; private set; }

    /// <inheritdoc />
    public void Append(IReadOnlyList<LedgerEntry> entries)
    {
        lock (gate)
        {
            for (var i = 0; i < entries.Count; i++)
            {
                if (entries[i].Index != Count + i)
                    throw new ArgumentException($"Entry {Count + i} is due, {entries[i].Index} was given.", nameof(entries));
            }

            if (entries.Count == 0)
                return;
            Write(entries);
            doubtful = [];
            Count += entries.Count;
            lastHash = entries[^1].Hash;
        }
    }

    /// <inheritdoc />
    public IEnumerable<LedgerEntry> Read(long from, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        return ReadPages(from, most);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            Lose();
        }
    }

    private void Write(IReadOnlyList<LedgerEntry> entries)
    {
        var open = Ready();
        try
        {
            open.Entries.Insert(entries);
            return;
        }
        catch (Exception fault) when (PostgresFaults.IsLost(fault))
        {
            Lose();
        }
        catch (Exception fault) when (PostgresFaults.IsOfDatabase(fault))
        {
            throw PostgresFaults.Translated(place, fault, isOpen: true);
        }

        doubtful = entries;
        if (!Return())
            Guarded(() => session!.Entries.Insert(entries));
    }

    private IEnumerable<LedgerEntry> ReadPages(long from, int most)
    {
        var count = Count;
        if (from >= count)
            yield break;
        var end = most < count - from ? from + most : count;
        while (from < end)
        {
            var page = Page(from, Math.Min(end, from + PageEntries));
            foreach (var entry in page)
                yield return entry;
            from += page.Count;
        }
    }

    private IReadOnlyList<LedgerEntry> Page(long from, long end)
    {
        lock (gate)
        {
            IReadOnlyList<LedgerEntry> page;
            try
            {
                page = Ready().Entries.Read(from, end);
            }
            catch (Exception fault) when (PostgresFaults.IsLost(fault))
            {
                Lose();
                page = Guarded(() => Ready().Entries.Read(from, end));
            }
            catch (Exception fault) when (PostgresFaults.IsOfDatabase(fault))
            {
                throw PostgresFaults.Translated(place, fault, isOpen: true);
            }

            if (page.Count != end - from)
                throw PostgresFaults.Unreadable(place, $"of entries {from} to {end - 1} only {page.Count} are there", "Restore the database, or take another site's copy of the ledger.");
            return page;
        }
    }

    /// <summary>A session at the known end. An append that ended with a fault and is there all the same is taken back: its caller was told that it is not.</summary>
    private PostgresSession Ready()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (session is { IsOpen: false })
            Lose();
        if (session is null && Return())
            TakeBack();
        doubtful = [];
        return session!;
    }

    /// <summary>As long as this does not succeed, there is no session, and what is doubtful stays so.</summary>
    private void TakeBack()
    {
        try
        {
            Guarded(() => session!.Entries.RemoveFrom(Count));
        }
        catch
        {
            Lose();
            throw;
        }
    }

    /// <summary>Connects again; whether the doubtful entries are there. By now the server has finished what the lost connection left: it gave the lock back.</summary>
    private bool Return()
    {
        if (rest is { } r && Stopwatch.GetElapsedTime(r.Since) < r.Length)
            throw new LamellaException(r.Fault.Code, r.Fault.Fault, r.Fault.Remedy, r.Fault);
        rest = null;
        var start = Stopwatch.GetTimestamp();
        try
        {
            Keep(PostgresSession.Open(place, backend));
            return Guarded(IsDoubtfulThere);
        }
        catch (LamellaException fault)
        {
            Lose();
            if (Stopwatch.GetElapsedTime(start) is var length && length > LongTry && fault.Code == ErrorCodes.StorageUnavailable)
                rest = (fault, Stopwatch.GetTimestamp(), length);
            throw;
        }
    }

    private bool IsDoubtfulThere()
    {
        var known = lastHash is null ? [] : new[] { (Count - 1, lastHash) };
        var found = session!.Entries.Hashes(Count - known.Length, known.Length + doubtful.Count + 1);
        if (found.SequenceEqual(known))
            return false;
        if (found.SequenceEqual(known.Concat(doubtful.Select(e => (e.Index, e.Hash)))))
            return true;
        throw PostgresFaults.Unreadable(
            place,
            $"it no longer has the {Count} entries that it had when the connection was lost",
            "Find out who wrote to it or restored it; sites' copies show what was in it. Then start the coordinator again.");
    }

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (PostgresFaults.IsOfDatabase(fault))
        {
            if (PostgresFaults.IsLost(fault))
                Lose();
            throw PostgresFaults.Translated(place, fault, isOpen: true);
        }
    }

    private void Guarded(Action act) => Guarded(() =>
    {
        act();
        return true;
    });

    private void Keep(PostgresSession opened) => (session, backend) = (opened, opened.Backend);

    private void Lose()
    {
        session?.Dispose();
        session = null;
    }
}
