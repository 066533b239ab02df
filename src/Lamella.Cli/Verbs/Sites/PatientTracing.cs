using Lamella.Federation;
using Lamella.Site.Cohorts;
using Lamella.Transport.Identity;
using static Lamella.Cli.Verbs.Sites.Numbers;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>What rests on a patient, from a site's folder; the site need not run.</summary>
internal static class PatientTracing
{
    /// <summary>Opens it.</summary>
    /// <param name="folder">The site's folder.</param>
    /// <param name="patient">The hospital's id of the patient.</param>
    /// <exception cref="LamellaException">No cohort has such a patient.</exception>
    public static LedgerTrace Of(string folder, string patient)
    {
        var place = SiteVerb.Open(folder);
        var cohorts = new SiteCohorts(place.Cohorts);
        if (!cohorts.With(patient).Any() && !new UpdateOrigins(place).WasDrawn(cohorts.List(), patient))
            throw new LamellaException(ErrorCodes.RequestRefused, "No cohort of this hospital has a patient of that id.", "Write the id as the table has it, with leading zeros.");
        var trace = new PatientTrace(place, SiteIdentity.SiteOf(place.Identity), patient);
        return new LedgerTrace(trace.Takes, () =>
        {
            var (updates, models, runs) = trace.Found;
            var found = updates == 0
                ? "No update of this hospital's rests on that patient."
                : $"On that patient rest {Counted(updates, "update")} of this hospital's and {Counted(models, "model")} of {Counted(runs, "run")}.";
            return trace.Purged.Count == 0
                ? found
                : $"{found} What of {string.Join(", ", trace.Purged.Select(study => study[..12]))} rests on them cannot be told any more: these studies' records were purged here.";
        });
    }
}
