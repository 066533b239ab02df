namespace Lamella.Federation.Ledger;

/// <summary>Whose ledger it is: a site learns it when it joins, and believes no other.</summary>
/// <param name="Scheme">Signature scheme.</param>
/// <param name="PublicKey">The coordinator's public key.</param>
public sealed record LedgerOwner(string Scheme, string PublicKey)
{
    /// <summary>The owner that signs with a key of a scheme.</summary>
    public static LedgerOwner Of(ISignatureScheme scheme, ISigner signer) => new(scheme.Name, signer.PublicKey);
}
