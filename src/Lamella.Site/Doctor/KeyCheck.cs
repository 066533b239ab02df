using Lamella.Transport.Identity;

namespace Lamella.Site.Doctor;

/// <summary>The site's key and certificate: there, whole, and for nobody else's eyes.</summary>
/// <param name="identity">Folder of the identity.</param>
/// <param name="time">The site's clock.</param>
public sealed class KeyCheck(string identity, TimeProvider time) : IDoctorCheck
{
    /// <inheritdoc />
    public string Name => "key";

    /// <inheritdoc />
    public string? After => null;

    /// <inheritdoc />
    public Task<DoctorFinding> LookAsync(CancellationToken cancellation)
    {
        if (!SiteIdentity.Exists(identity))
            return Task.FromResult(new DoctorFinding(Name, DoctorVerdict.NotTried, "The site has not joined a federation yet, so it has no key."));
        using var opened = SiteIdentity.Open(identity);
        return Task.FromResult(opened.Certificate.NotAfter.ToUniversalTime() is var end && end <= time.GetUtcNow()
            ? new DoctorFinding(Name, DoctorVerdict.Fail, $"The certificate of {opened.Site} ended on {end:yyyy-MM-dd}.", "Join again with a new code from the coordinator.")
            : new DoctorFinding(Name, DoctorVerdict.Pass, $"{opened.Site}; only the owner can read the key, and the certificate holds until {end:yyyy-MM-dd}."));
    }
}
