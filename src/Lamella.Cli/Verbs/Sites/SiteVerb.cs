using System.CommandLine;
using Lamella.Federation;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;
using Lamella.Transport.Local;

namespace Lamella.Cli.Verbs.Sites;

/// <summary><c>site join|run|status|policy|cohort|check|approve|refuse|revoke|pause|resume|egress|purge|doctor</c>: a hospital's end.</summary>
internal static class SiteVerb
{
    public static Command Create() => new("site", "Join a federation, run a hospital's site, and decide what it takes part in.")
    {
        SiteJoinVerb.Create(),
        SiteRunVerb.Create(),
        SiteStatusVerb.Create(),
        SitePolicyVerb.Create(),
        SiteCohortVerb.Create(),
        SiteCheckVerb.Create(),
        SiteApproveVerb.Create(),
        SiteAnswerVerb.Create("refuse", "Do not take part in a study.", Site.Administration.StudyAnswerKind.Refuse),
        SiteAnswerVerb.Create("revoke", "Take part in a study no longer: work on it stops now, whether or not the coordinator can be reached.", Site.Administration.StudyAnswerKind.Revoke),
        SitePauseVerb.Create("pause", "Begin no new work until 'resume'; what is at work goes on.", pause: true),
        SitePauseVerb.Create("resume", "Take up work again.", pause: false),
        SiteEgressVerb.Create(),
        SitePurgeVerb.Create(),
        SiteDoctorVerb.Create(),
    };

    /// <summary>The site's folder.</summary>
    public static Argument<string> Folder() => new("folder") { Description = "The site's folder." };

    /// <summary>Opens the folder of a site that has joined.</summary>
    /// <exception cref="LamellaException">There is none.</exception>
    public static SiteFolder Open(string folder) => SiteIdentity.Exists(Path.Combine(folder, SiteFolder.IdentityName))
        ? new SiteFolder(folder)
        : throw new LamellaException(ErrorCodes.IdentityUnusable, $"There is no site in '{folder}'.", $"Join the federation first: ./lamella site join {folder} --code CODE");

    /// <summary>The cohorts of a site.</summary>
    public static SiteCohorts CohortsOf(string folder) => new(Open(folder).Cohorts);

    /// <summary>Asks the site that runs on a folder.</summary>
    public static LocalClient Ask(string folder) => new(Open(folder).Socket, $"./lamella site run {folder}");

    /// <summary>The study that a person names: by short name, or the first digits of its hash.</summary>
    public static SiteStudy StudyNamed(SiteStatus status, string name) => Named(
        status.Studies, name, s => s.Name, s => s.Study, $"No study '{name}' that names {status.Site} has reached it.",
        status.IsConnected ? "Look which there are: ./lamella site status FOLDER" : $"The line is down: {status.WhyDown}");

    /// <summary>The one of several studies that a person names.</summary>
    /// <exception cref="LamellaException">There is none, or there are several (<see cref="ErrorCodes.RequestRefused"/>).</exception>
    public static T Named<T>(IEnumerable<T> studies, string name, Func<T, string> shortName, Func<T, string> hash, string none, string remedy)
    {
        const int FewestDigits = 6;
        var found = studies.Where(s => shortName(s) == name || hash(s) == name || (name.Length >= FewestDigits && hash(s).StartsWith(name, StringComparison.Ordinal))).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new LamellaException(ErrorCodes.RequestRefused, none, remedy),
            _ => throw new LamellaException(ErrorCodes.RequestRefused, $"Several studies are called '{name}': {string.Join(", ", found.Select(s => hash(s)[..12]))}.", "Name it by the first digits of its hash."),
        };
    }
}
