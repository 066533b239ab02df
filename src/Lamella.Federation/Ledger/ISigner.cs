namespace Lamella.Federation.Ledger;

/// <summary>Holds a private key and signs with it.</summary>
public interface ISigner
{
    /// <summary>The key's public half, as the scheme writes it.</summary>
    string PublicKey { get; }

    /// <summary>Signs a SHA-256 hash [32].</summary>
    byte[] Sign(ReadOnlySpan<byte> hash);
}

/// <summary>How signatures are made and checked; named in a ledger's first entry.</summary>
public interface ISignatureScheme
{
    /// <summary>Name in the ledger.</summary>
    string Name { get; }

    /// <summary>False for signatures that anyone can make, which only simulations use.</summary>
    bool ProvesIdentity { get; }

    /// <summary>Whether <paramref name="signature"/> of <paramref name="hash"/> [32] was made with the key of <paramref name="publicKey"/>. Safe on any thread; malformed keys and signatures are false.</summary>
    bool Verify(string publicKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature);
}
