using System.Text;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Storage.Events;
using Lamella.Transport.Identity;
using Lamella.Transport.Local;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>Studies that have reached a site and name it, from the running site or its copy of the ledger.</summary>
internal static class KnownStudies
{
    /// <summary>Those that are not over; none where the site has not joined or heard of any.</summary>
    public static async Task<IReadOnlyList<StudyProtocol>> AtAsync(string folder, CancellationToken cancellation)
    {
        if (!SiteIdentity.Exists(Path.Combine(folder, SiteFolder.IdentityName)))
            return [];
        var place = SiteVerb.Open(folder);
        using var client = new LocalClient(place.Socket, "");
        if (await client.IsThereAsync(cancellation))
        {
            var status = await client.GetAsync<SiteStatus>("status", cancellation);
            return [.. status.Studies.Where(s => IsOpen(s.Status)).Select(s => ProtocolEncoding.Decode(Encoding.UTF8.GetBytes(s.Protocol)))];
        }

        if (!File.Exists(place.Ledger))
            return [];
        using var ledger = LedgerSource.Open(place.Ledger);
        var (state, me) = (ledger.Aggregate(FederationState.Empty, (s, entry) => s.Apply(entry)), SiteIdentity.SiteOf(place.Identity));
        return [.. state.Studies.Values.Where(s => s.Protocol.Sites.Any(x => x.Id == me) && IsOpen(state.StatusOf(s))).Select(s => s.Protocol)];
    }

    private static bool IsOpen(StudyStatus status) => status is StudyStatus.Proposed or StudyStatus.Approved or StudyStatus.Running;
}
