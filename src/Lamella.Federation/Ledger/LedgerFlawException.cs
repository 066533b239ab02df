using System.Globalization;

namespace Lamella.Federation.Ledger;

/// <summary>An entry of a ledger does not hold.</summary>
/// <param name="index">Index of the entry.</param>
/// <param name="flaw">What is wrong.</param>
/// <param name="what">In words, without the entry.</param>
public sealed class LedgerFlawException(long index, LedgerFlaw flaw, string what) : LamellaException(
    flaw == LedgerFlaw.Rewritten ? ErrorCodes.LedgerForked : flaw is LedgerFlaw.NotALedger or LedgerFlaw.Unreadable ? ErrorCodes.LedgerUnreadable : ErrorCodes.LedgerBroken,
    string.Create(CultureInfo.InvariantCulture, $"Entry {index} of the ledger does not hold: {what}."),
    "Do not go on from this copy; compare it with another site's: ./lamella ledger verify FILE --against OTHER.")
{
    /// <summary>Index of the entry.</summary>
    public long Index => index;

    /// <summary>What is wrong.</summary>
    public LedgerFlaw Flaw => flaw;
}
