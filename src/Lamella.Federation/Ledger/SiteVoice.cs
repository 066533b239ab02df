namespace Lamella.Federation.Ledger;

/// <summary>What a site has said in a ledger.</summary>
/// <param name="PublicKey">The key its statements are signed with; empty while its identity does not count.</param>
/// <param name="Statements">Number of its last statement.</param>
/// <param name="Seen">The head that one names.</param>
public sealed record SiteVoice(string PublicKey, long Statements, Head Seen);
