namespace Lamella.Federation.Ledger.Signing;

/// <summary>The closed registry of signature schemes.</summary>
public static class SignatureSchemes
{
    /// <summary>The scheme of that name; null when there is none.</summary>
    public static ISignatureScheme? Find(string name) => name switch
    {
        EcdsaP256.SchemeName => EcdsaP256.Scheme,
        SimulatedSignatures.SchemeName => SimulatedSignatures.Scheme,
        _ => null,
    };
}
