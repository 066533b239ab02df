using System.Text;
using Lamella.Cli.Verbs.Studies;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using Lamella.Simulation.Reporting.Dossiers;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Transport.Identity;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>A study at a hospital, for the hospital's own paper: with its policy and the name of its cohort, and no count of its patients.</summary>
internal static class SiteDossier
{
    /// <summary>Reads it from a running site; null where the folder is none of a site.</summary>
    public static async Task<DossierSubject?> ReadAsync(string folder, string study, CancellationToken cancellation)
    {
        if (!SiteIdentity.Exists(Path.Combine(folder, SiteFolder.IdentityName)))
            return null;
        using var client = SiteVerb.Ask(folder);
        var (place, status) = (SiteVerb.Open(folder), await client.GetAsync<SiteStatus>("status", cancellation));
        var asked = SiteVerb.StudyNamed(status, study);
        var confinement = Confinement.Detect();
        return new DossierSubject
        {
            Protocol = ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(asked.Protocol)),
            Purpose = asked.Purpose,
            ProposedBy = asked.ProposedBy,
            Metrics = [.. asked.Metrics],
            Standing = $"{StudyLines.Words(asked.Status)}, at {status.Site}",
            Hospital = new DossierHospital(
                new SiteId(status.Site), status.Address, PolicyReader.ReadOrThrow(place.Policy), new StudyCohorts(place).NameOf(asked.Study), asked.Against, asked.WhyNot, confinement.Description, confinement.IsInForce),
            Written = TimeProvider.System.GetUtcNow(),
        };
    }
}
