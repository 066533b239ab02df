using System.Security.Cryptography.X509Certificates;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Hub;

/// <summary>Who may join, and who is who. Safe on any thread.</summary>
public interface IEnrolmentDesk
{
    /// <summary>Name of the federation.</summary>
    string Federation { get; }

    /// <summary>The federation's authority.</summary>
    X509Certificate2 Authority { get; }

    /// <summary>Public key of the ledger.</summary>
    string LedgerKey { get; }

    /// <summary>Trades a join code for a certificate.</summary>
    /// <exception cref="Federation.LamellaException">The code does not count.</exception>
    Task<X509Certificate2> JoinAsync(string site, ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> request);

    /// <summary>A new certificate for the key the site has.</summary>
    Task<X509Certificate2> RenewAsync(SiteId site, ReadOnlyMemory<byte> request);

    /// <summary>The site that a certificate stands for now.</summary>
    /// <exception cref="Federation.LamellaException">It has expired, was revoked, or is not of this federation.</exception>
    SiteId Know(X509Certificate2 certificate);

    /// <summary>The enrolled site that a certificate of this federation names, whether or not it counts now; null when it names none.</summary>
    SiteId? NameIn(X509Certificate2 certificate);
}
