using System.Xml.Linq;
using Lamella.Federation.Studies;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>The hospitals of a deployed study: patients as far as they told, and whether they have scored its models.</summary>
internal static class DeployedSites
{
    public static XElement Build(ReportView view) => Table(
        "Hospitals and their patients, as each has signed. Patients trained on: behind its last update that counted. Patients tested on: under one seed, the most.",
        ["Hospital", "Role", "Patients trained on", "Patients tested on", "Models scored"],
        view.Deployment!.Told.Select(told =>
        {
            var site = view.Model.Sites.First(s => s.Site == told.Site);
            return (object?[])[
                view.SiteName(told.Site.Value),
                view.Protocol.Sites.First(p => p.Id == told.Site).Role == SiteRole.External ? "tests only" : "trains",
                Count(site.TrainPatients),
                Count(site.TestPatients),
                Scored(told)];
        }));

    /// <summary>How far a hospital has scored, in words.</summary>
    public static string Words(SiteTold told) =>
        told.Asked == 0 ? "nothing to score yet"
        : told.Told == 0 ? "not scored yet"
        : (told.Told < told.Asked ? $"{told.Told} of {told.Asked} so far" : $"all {told.Asked}") + (told.Withheld.Length > 0 ? $", withheld: {told.Withheld}" : "");

    private static XElement Scored(SiteTold told) => El("td", told.Told < told.Asked ? Class("short") : null, Words(told));

    private static string Count(int patients) => patients == 0 ? "\u2013" : patients.ToString("#,0");
}
