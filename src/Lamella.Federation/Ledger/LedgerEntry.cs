using System.Collections.Immutable;

namespace Lamella.Federation.Ledger;

/// <summary>
/// A link of the chain. <see cref="LedgerHash"/> says how content and hash follow from the rest; docs/ledger.md says it for those who write a verifier.
/// </summary>
/// <param name="Index">Place in the chain, from 0.</param>
/// <param name="Previous">Hash of the entry before, lower-case hex; 64 zeros for the first.</param>
/// <param name="Time">When the coordinator took it in, milliseconds since 1970 UTC; never less than the entry before.</param>
/// <param name="Signer">Who signed.</param>
/// <param name="Body">The event, canonical bytes (<see cref="EventEncoding"/>).</param>
/// <param name="Hash">Chain hash, lower-case hex.</param>
/// <param name="Signature">
/// The coordinator signs the chain hash; a site, which cannot know where its statement will stand, signs the content hash, and names inside the body
/// the head it last saw.
/// </param>
public sealed record LedgerEntry(long Index, string Previous, long Time, Signer Signer, ImmutableArray<byte> Body, string Hash, ImmutableArray<byte> Signature)
{
    /// <summary>Hash of signer and body, lower-case hex.</summary>
    public string Content => LedgerHash.OfContent(Signer, Body.AsSpan());

    /// <summary>The hash that <see cref="Signature"/> signs.</summary>
    public string Signed => Signer.Site is null ? Hash : Content;

    /// <summary>The head a ledger has when this is its last entry.</summary>
    public Head AsHead() => new(Index, Hash);
}
