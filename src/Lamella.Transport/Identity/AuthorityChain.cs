using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lamella.Transport.Identity;

/// <summary>
/// Whether a certificate was issued by the federation's authority. That authority is the one thing trusted, be it its own root or an intermediate of a
/// hospital group: who stands above it is not asked, and what else those have issued does not count.
/// </summary>
public static class AuthorityChain
{
    /// <summary>Use of a certificate by a server, by a client (RFC 5280, 4.2.1.12).</summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>Whether it holds.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="presented">The certificate.</param>
    /// <param name="use">What it must be for.</param>
    /// <param name="atAnyTime">Whether an ended certificate counts; the caller looks at the time itself.</param>
    public static bool Holds(X509Certificate2 authority, X509Certificate2 presented, string use, bool atAnyTime = false)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(authority);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(use));

        // An intermediate has an issuer that is not here; the chain is whole where it reaches the authority.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority | (atAnyTime ? X509VerificationFlags.IgnoreNotTimeValid : X509VerificationFlags.NoFlag);
        return chain.Build(presented) && chain.ChainElements.Count > 1 && chain.ChainElements[1].Certificate.RawData.AsSpan().SequenceEqual(authority.RawData);
    }
}
