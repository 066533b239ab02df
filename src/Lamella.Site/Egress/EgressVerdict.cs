namespace Lamella.Site.Egress;

/// <summary>How an egress log stands to the ledger.</summary>
/// <param name="Lines">Lines of the log, all in chain.</param>
/// <param name="Kinds">Messages and bytes by kind, what was refused included.</param>
/// <param name="Statements">Statements of this site in the ledger.</param>
/// <param name="UpdateBytes">Bytes of this site's updates by the ledger.</param>
/// <param name="Mismatches">Where the two tell different stories, in words; empty when they agree.</param>
/// <param name="Notes">What left and is not in the ledger for a known reason.</param>
public sealed record EgressVerdict(
    long Lines, IReadOnlyList<EgressTotal> Kinds, long Statements, long UpdateBytes, IReadOnlyList<string> Mismatches, IReadOnlyList<string> Notes);

/// <summary>Messages of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many.</param>
/// <param name="Bytes">Their bytes, without the framing of HTTP/2 and TLS.</param>
public sealed record EgressTotal(string Kind, long Count, long Bytes);
