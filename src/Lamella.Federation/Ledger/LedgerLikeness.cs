namespace Lamella.Federation.Ledger;

/// <summary>How two copies of a ledger stand to each other.</summary>
public enum LedgerLikeness
{
    /// <summary>The same entries.</summary>
    Same,

    /// <summary>The first ends before the second and agrees up to there.</summary>
    FirstIsShorter,

    /// <summary>The second ends before the first and agrees up to there.</summary>
    SecondIsShorter,

    /// <summary>They name different entries at one place.</summary>
    Fork,
}
