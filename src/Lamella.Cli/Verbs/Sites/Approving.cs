using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Lamella.Site.Administration;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;

namespace Lamella.Cli.Verbs.Sites;

/// <summary>An approval, made from what the study asks and what the hospital's own cohort holds.</summary>
internal static class Approving
{
    /// <summary>Reads the site's data, which checks map and tables against the protocol, and fills an approval in.</summary>
    /// <param name="site">The site.</param>
    /// <param name="study">The study.</param>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="cohort">The cohort it takes part with.</param>
    /// <param name="by">Who approves.</param>
    /// <param name="role">What they are.</param>
    /// <param name="without">Figures that are not allowed.</param>
    /// <exception cref="LamellaException">The data do not fit the study.</exception>
    public static StudyAnswer Prepare(SiteId site, SiteStudy study, StudyProtocol protocol, SiteCohort cohort, string by, string role, IReadOnlyCollection<string> without)
    {
        var counts = protocol.Seeds.Select(seed => (long)CohortReader.Read(protocol, site, cohort.ToMap(), "/", seed).Train.Length).ToList();
        return new StudyAnswer
        {
            Study = study.Study,
            Kind = StudyAnswerKind.Approve,
            By = by,
            Role = role,
            Purpose = study.Purpose,
            Metrics = Allowed(study, without),
            LeastSamples = 1,
            MostSamples = Math.Max(1, counts.Max()),
            Patients = counts.Min(),
            Cohort = cohort.Name,
        };
    }

    private static ImmutableArray<string> Allowed(SiteStudy study, IReadOnlyCollection<string> without) =>
        without.FirstOrDefault(w => !study.Metrics.Contains(w)) is { } unknown
            ? throw new LamellaException(ErrorCodes.UsageWrong, $"The study does not ask for '{unknown}'.", $"It asks for {string.Join(", ", study.Metrics)}.")
            : [.. study.Metrics.Where(m => !without.Contains(m))];
}
