namespace Lamella.Federation.Ledger;

/// <summary>What can be wrong with an entry of a ledger.</summary>
public enum LedgerFlaw
{
    /// <summary>The first entry does not open a ledger of a known scheme.</summary>
    NotALedger,

    /// <summary>Entries are missing before this one.</summary>
    Missing,

    /// <summary>The entry stands where another is due, or stands here again.</summary>
    Misplaced,

    /// <summary>The entry does not follow from the one before.</summary>
    Unlinked,

    /// <summary>The entry was changed: its hash is not that of its content.</summary>
    Changed,

    /// <summary>The entry's time goes back.</summary>
    TimeGoesBack,

    /// <summary>The body is no event of this version, or not in canonical form.</summary>
    Unreadable,

    /// <summary>The entry is not signed with the key of its signer.</summary>
    WrongSignature,

    /// <summary>It is not for this signer to say.</summary>
    WrongSigner,

    /// <summary>A site's statement is missing or repeated.</summary>
    StatementNumber,

    /// <summary>A site has signed that it saw another history.</summary>
    Rewritten,

    /// <summary>The history breaks the rules of a federation.</summary>
    AgainstTheRules,
}
