namespace Lamella.Federation.Ledger;

/// <summary>A place in a ledger: naming it names everything before it.</summary>
/// <param name="Index">Index of the last entry, from 0; -1 for an empty ledger.</param>
/// <param name="Hash">Its chain hash, lower-case hex; 64 zeros for an empty ledger.</param>
public sealed record Head(long Index, string Hash)
{
    /// <summary>The head of an empty ledger.</summary>
    public static Head Empty { get; } = new(-1, LedgerHash.Zero);
}
