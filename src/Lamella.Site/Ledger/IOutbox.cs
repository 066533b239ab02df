using Lamella.Federation.Ledger;

namespace Lamella.Site.Ledger;

/// <summary>Statements that are signed and not yet in the ledger; they survive a crash.</summary>
public interface IOutbox
{
    /// <summary>The statements, oldest first.</summary>
    IReadOnlyList<SignedStatement> Load();

    /// <summary>Replaces all of them; durable when it returns, unchanged when it throws.</summary>
    void Save(IReadOnlyList<SignedStatement> statements);
}
