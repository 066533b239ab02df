using System.Xml.Linq;
using Lamella.Federation.Studies;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>Which hospitals with how many patients, and what each contributed to each federated run.</summary>
internal static class ParticipationSection
{
    public static XElement Build(ReportView view) => Section("participation", "Who took part", view.Deployment is null ? Sites(view) : DeployedSites.Build(view), Notes(view), Endings(view), Rounds(view), Reasons(view));

    private static XElement Sites(ReportView view)
    {
        var sites = view.Model.Sites.OrderBy(s => s.Site).ToArray();
        var labels = sites.SelectMany(s => s.Outcomes.Select(o => o.Label)).Distinct().ToArray();
        var minimum = view.Protocol.Reporting.MinimumCell;
        object Cell(SiteSummary site, string label, bool train)
        {
            int Count(OutcomeCount o) => train ? o.Train : o.Test;

            // With one cell withheld and the others shown, the total would give it away.
            var withheld = minimum > 1 && (train ? site.TrainPatients : site.TestPatients) > 0 && site.Outcomes.Any(o => Count(o) < minimum);
            return withheld ? El("span", Class("withheld"), "withheld") : site.Outcomes.Where(o => o.Label == label).Sum(Count).ToString("#,0");
        }

        IEnumerable<object> head = ["Hospital", "Role", "Patients trained on", "Patients tested on", .. labels.Select(l => $"{l} (train / test)")];
        var rows = sites.Select(s => (object?[])[
            view.SiteName(s.Site.Value),
            view.Protocol.Sites.FirstOrDefault(p => p.Id == s.Site)?.Role == SiteRole.External ? "tested on only" : "trains",
            s.TrainPatients.ToString("#,0"),
            s.TestPatients.ToString("#,0"),
            .. labels.Select(l => El("td", Cell(s, l, train: true), " / ", Cell(s, l, train: false)))]).ToList();
        if (sites.Length > 1)
        {
            rows.Add([
                "Total",
                "",
                sites.Sum(s => s.TrainPatients).ToString("#,0"),
                sites.Sum(s => s.TestPatients).ToString("#,0"),
                .. labels.Select(l => minimum > 1 ? "" : Sum(sites, l))]);
        }

        var withheldNote = minimum > 1 ? $" Withheld: an outcome has fewer than {minimum} patients." : "";
        var sameForAll = view.Protocol.Split is ColumnSplit or SeededSplit { Seed: not null } || view.Protocol.Seeds.Length == 1;
        var seeded = sameForAll ? "" : $" Splits differ by seed; counts are those of seed {view.Protocol.Seeds[0]}.";
        return Table($"Hospitals and their patients.{seeded}{withheldNote}", head, rows);
    }

    private static string Sum(SiteSummary[] sites, string label)
    {
        var counts = sites.SelectMany(s => s.Outcomes).Where(o => o.Label == label).ToArray();
        return $"{counts.Sum(o => o.Train):#,0} / {counts.Sum(o => o.Test):#,0}";
    }

    private static XElement? Notes(ReportView view)
    {
        var notes = view.Model.Sites.Where(s => s.Note.Length > 0).OrderBy(s => s.Site).ToArray();
        return notes.Length == 0 ? null : El("ul", notes.Select(s => El("li", $"{view.SiteName(s.Site.Value)}: {s.Note}")));
    }

    private static XElement? Endings(ReportView view)
    {
        var endings = view.Model.Endings;
        if (endings.IsEmpty)
            return null;
        var partial = endings.Where(e => e.Status != "completed").ToArray();
        if (partial.Length == 0)
            return El("p", $"{(endings.Length == 1 ? "The federated run" : $"All {endings.Length} federated runs")} completed.");
        return El("div", Class("notice"), El("p", El("b", $"{partial.Length} of {Wording.Count(endings.Length, "federated run")} did not complete in full.")),
            El("ul", partial.Select(e => El("li", $"{e.Strategy}, seed {e.Seed}: {e.Status}{(e.Detail.Length > 0 ? ". " + e.Detail : "")}"))));
    }

    private static XElement? Rounds(ReportView view)
    {
        var all = view.Model.Participation;
        if (all.IsEmpty)
            return El("p", "No participation was recorded, as no federated run took place.");
        var strategies = all.Select(p => p.Strategy).Distinct().ToArray();
        var rows = all.GroupBy(p => p.Site).OrderBy(g => g.Key).Select(site => (object?[])[
            view.SiteName(site.Key.Value),
            .. strategies.Select(s => Contribution(site.Where(p => p.Strategy == s).ToArray()))]);
        return Table(
            $"Rounds each hospital contributed to, of those it was invited to, over {Wording.Count(all.Select(p => p.Seed).Distinct().Count(), "seed")}.",
            ["Hospital", .. strategies],
            rows);
    }

    private static object Contribution(SiteParticipation[] runs)
    {
        if (runs.Length == 0)
            return "\u2013";
        int invited = runs.Sum(r => r.Invited), contributed = runs.Sum(r => r.Contributed), late = runs.Sum(r => r.Late), excluded = runs.Sum(r => r.Excluded);
        var text = $"{contributed:#,0} of {invited:#,0}" + (late > 0 ? $", {late} late" : "") + (excluded > 0 ? $", {excluded} excluded" : "");
        return contributed < invited ? El("td", Class("short"), text) : text;
    }

    private static XElement? Reasons(ReportView view)
    {
        var reasons = view.Model.Participation
            .Where(p => p.Reason.Length > 0)
            .Select(p => $"{view.SiteName(p.Site.Value)}, {p.Strategy}, seed {p.Seed}: {p.Reason}")
            .Distinct()
            .ToArray();
        return reasons.Length == 0 ? null : El("div", El("p", "Late or excluded, and why:"), El("ul", reasons.Select(r => El("li", r))));
    }
}
