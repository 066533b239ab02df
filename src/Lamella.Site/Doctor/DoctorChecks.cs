using System.Security.Cryptography.X509Certificates;
using Lamella.Pathology.Slides;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Transport.Line;

namespace Lamella.Site.Doctor;

/// <summary>Everything that is looked at, in the order in which it is.</summary>
public static class DoctorChecks
{
    /// <summary>All checks of a site on this machine.</summary>
    /// <param name="folder">The site's folder, which may not be there yet.</param>
    /// <param name="address">The coordinator, host:port; null: not known.</param>
    /// <param name="authority">The federation's authority; null: the site has not joined.</param>
    /// <param name="proxy">The hospital's proxy, with user and password where it wants them; null: none.</param>
    /// <param name="needed">Bytes that the studies known here need at most.</param>
    /// <param name="time">The site's clock.</param>
    public static IReadOnlyList<IDoctorCheck> Of(string folder, string? address, X509Certificate2? authority, Uri? proxy, long needed, TimeProvider time)
    {
        var place = Path.GetFullPath(folder);
        var checks = new List<IDoctorCheck>
        {
            new KeyCheck(Path.Combine(place, SiteFolder.IdentityName), time),
            new PolicyCheck(Path.Combine(place, SiteFolder.PolicyName), authority is null ? null : address),
            new DiskCheck(place, DiskCheck.FreeAt, needed),
            MachineCheck.OfThis(),
            new EngineCheck(),
            new SlideLibraryCheck(() => OpenSlideLibrary.Version),
            new SandboxCheck(Confinement.Detect),
        };
        if (address is not null)
            checks.AddRange(Line(new HubProbe(address, proxy, authority), proxy is not null, time));
        return checks;
    }

    /// <summary>The checks of the way to the coordinator.</summary>
    public static IReadOnlyList<IDoctorCheck> Line(HubProbe probe, bool isThroughProxy, TimeProvider time) =>
        [new NameCheck(probe), new ConnectionCheck(probe), new ProxyCheck(probe, isThroughProxy), new TlsCheck(probe), new PinCheck(probe), new ClockCheck(probe, time)];
}
