using Lamella.Federation.Ledger;
using Lamella.Site.Ledger;

namespace Lamella.Testing.Conformance;

/// <summary>What an outbox is kept on.</summary>
public abstract class OutboxMedium : Medium<IOutbox>
{
    /// <summary>Lets a process die while it saves, so that a part of the new statements is on the medium.</summary>
    public abstract void TearSave(IReadOnlyList<SignedStatement> statements);
}
