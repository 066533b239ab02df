using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;

namespace Lamella.Federation.Ledger;

/// <summary>What a site says, signed and not yet in the ledger.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Body">Its canonical bytes.</param>
/// <param name="Signature">The site's signature of the content hash.</param>
public sealed record SignedStatement(SiteStatement Statement, ImmutableArray<byte> Body, ImmutableArray<byte> Signature)
{
    /// <summary>Signs a statement.</summary>
    public static SignedStatement Sign(SiteStatement statement, ISigner signer)
    {
        var body = EventEncoding.Encode(statement);
        var content = LedgerHash.OfContent(Signer.Of(statement.Site), body.AsSpan());
        return new SignedStatement(statement, body, [.. signer.Sign(Convert.FromHexString(content))]);
    }
}
