using Lamella.Federation.Ledger;
using Lamella.Site.Ledger;

namespace Lamella.Rounds.Probe;

/// <summary>An outbox whose saves are counted.</summary>
internal sealed class CountedOutbox(IOutbox outbox, DurableWrites writes) : IOutbox
{
    public IReadOnlyList<SignedStatement> Load() => outbox.Load();

    public void Save(IReadOnlyList<SignedStatement> statements)
    {
        outbox.Save(statements);
        writes.Written();
    }
}
