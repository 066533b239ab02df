using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Transport;
using Lamella.Transport.Hub;
using Lamella.Transport.Identity;

namespace Lamella.Coordinator.Hosting;

/// <summary>Lets sites in and knows them again. That a site counts is in the ledger; a certificate only shows that whoever calls has the key that stands there.</summary>
internal sealed class EnrolmentDesk(
    CoordinatorSettings settings, CertificateAuthority authority, Invitations invitations, string ledgerKey, Mailbox mailbox, FederationCoordinator coordinator, TimeProvider time) : IEnrolmentDesk
{
    private readonly ConcurrentDictionary<SiteId, DateTimeOffset> expiries = [];
    private readonly ConcurrentDictionary<string, bool> issued = new(StringComparer.Ordinal);

    /// <summary>When the first certificate ends of the sites that called since the start and still count; null when none has called.</summary>
    public DateTimeOffset? FirstExpiry => expiries.Where(e => coordinator.State.Sites.GetValueOrDefault(e.Key) is { IsRemoved: false }).Select(e => (DateTimeOffset?)e.Value).Min();

    public string Federation => settings.Federation;

    public string LedgerKey => ledgerKey;

    public X509Certificate2 Authority { get; } = authority.Certificate;

    public async Task<X509Certificate2> JoinAsync(string site, ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> request)
    {
        var key = Convert.ToBase64String(SigningRequest.KeyOf(request.Span).ExportSubjectPublicKeyInfo());
        var isFirst = invitations.Use(site, secret.Span, key);
        var id = new SiteId(site);
        await mailbox.AskAsync(() =>
        {
            var known = coordinator.State.Sites.GetValueOrDefault(id);

            // Said again, a code gives the certificate again; it does not undo that its site was turned out since.
            if (!isFirst && known is { IsRemoved: true })
                throw new LamellaException(ErrorCodes.JoinRefused, "The join code does not count: its site was turned out after it was used.", "Ask the coordinator for a new one (./lamella coordinator invite SITE).");
            if (known is null or { IsRemoved: true } || known.PublicKey != key)
                coordinator.Enrol(id, key);
            return true;
        }).ConfigureAwait(false);
        return Issue(id, request.Span);
    }

    public Task<X509Certificate2> RenewAsync(SiteId site, ReadOnlyMemory<byte> request)
    {
        var key = Convert.ToBase64String(SigningRequest.KeyOf(request.Span).ExportSubjectPublicKeyInfo());
        return coordinator.State.Sites[site].PublicKey == key
            ? Task.FromResult(Issue(site, request.Span))
            : throw new LamellaException(ErrorCodes.CallerRefused, "A certificate is renewed for the key it has.", "Join again with a new code to change the key.");
    }

    public SiteId Know(X509Certificate2 certificate)
    {
        if (!IsIssued(certificate))
            throw Refused("its certificate is not of this federation");
        var now = time.GetUtcNow();
        if (now > certificate.NotAfter.ToUniversalTime())
            throw Refused("its certificate has expired");
        var key = Convert.ToBase64String(certificate.PublicKey.ExportSubjectPublicKeyInfo());
        var standing = StandingOf(certificate);
        if (standing?.Removal is { } reason)
            throw Refused($"its identity was revoked: {reason}");
        if (standing is null || standing.PublicKey != key)
            throw Refused("it has another key now, or never joined");
        expiries[standing.Site] = certificate.NotAfter.ToUniversalTime();
        return standing.Site;
    }

    public SiteId? NameIn(X509Certificate2 certificate) => IsIssued(certificate) ? StandingOf(certificate)?.Site : null;

    private static LamellaException Refused(string why) => new(ErrorCodes.CallerRefused, $"The site is not let in: {why}.", "Join again with a new code from the coordinator.");

    private X509Certificate2 Issue(SiteId site, ReadOnlySpan<byte> request) => authority.IssueSite(request, site, time.GetUtcNow(), TimeSpan.FromDays(settings.CertificateDays));

    private SiteStanding? StandingOf(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return SiteId.IsValid(name) ? coordinator.State.Sites.GetValueOrDefault(new SiteId(name)) : null;
    }

    /// <summary>Only those of this federation are remembered: of others there may be any number.</summary>
    private bool IsIssued(X509Certificate2 certificate)
    {
        if (issued.ContainsKey(certificate.Thumbprint))
            return true;
        if (!IsOurs(certificate))
            return false;
        issued.TryAdd(certificate.Thumbprint, true);
        return true;
    }

    /// <summary>Issued by this authority for a client; when it holds is asked at every call.</summary>
    private bool IsOurs(X509Certificate2 certificate) => AuthorityChain.Holds(Authority, certificate, AuthorityChain.ClientUse, atAnyTime: true);
}
