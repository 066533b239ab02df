using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Reporting;

/// <summary>The answer of a deployed study in plain language. There is no interval of the difference, so it is told and not judged.</summary>
internal static class DeployedVerdict
{
    public static Verdict Of(ReportView view)
    {
        var mean = view.Comparisons(StudyComparisons.OwnModel).FirstOrDefault(c => c.Scope == ScopeNames.MeanOfSites);
        if (mean?.Mean is not { } difference)
            return new Verdict(VerdictKind.Unknown, "This study cannot say yet whether training together helps.", [WhyUnknown(view), .. External(view), .. Open(view)]);
        var sites = Counted(view);
        var above = sites.Count(c => c.Mean > 0);
        return new Verdict(
            VerdictKind.Told,
            $"At {above} of {Wording.Count(sites.Length, "hospital")} the joint model scored above that hospital\u2019s own model; mean difference in {view.MetricName} {Wording.Difference(difference)}.",
            [
                "This study design gives no interval of that difference: patients and their predictions stay at the hospitals. Whether it is more than chance is not shown here.",
                Levels(view, mean),
                .. Seeds(mean),
                .. External(view),
                .. Open(view),
            ]);
    }

    /// <summary>The differences at the hospitals behind the mean.</summary>
    public static ImmutableArray<ArmComparison> Counted(ReportView view)
    {
        var counted = view.Deployment!.Told.Where(t => t.Counts).Select(t => ScopeNames.Site(t.Site)).ToHashSet();
        return [.. view.Comparisons(StudyComparisons.OwnModel).Where(c => c.Scope is { } scope && counted.Contains(scope))];
    }

    private static string Levels(ReportView view, ArmComparison mean)
    {
        var joint = view.Summary(ArmNames.Federated, view.Main, ScopeNames.MeanOfSites)?.Mean;
        var own = view.Summary(ArmNames.OwnModels, null, ScopeNames.MeanOfSites)?.Mean;
        return $"Averaged over {Wording.Count(mean.Sites ?? 0, "hospital")}, each counting the same, the jointly trained model ({view.Main}) reached {view.MetricName} {Wording.Value(joint)} "
            + $"and the hospitals\u2019 own models {Wording.Value(own)}, each on the hospital\u2019s own test patients ({mean.N:#,0} together).";
    }

    private static IEnumerable<string> Seeds(ArmComparison mean)
    {
        var seeds = mean.PerSeed.Select(s => s.Difference).OfType<double>().ToList();
        if (seeds.Count > 1)
            yield return $"Over {seeds.Count} seeds the mean difference lay between {Wording.Difference(seeds.Min())} and {Wording.Difference(seeds.Max())} (SD {Wording.Value(mean.Sd)}).";
    }

    private static IEnumerable<string> External(ReportView view)
    {
        foreach (var site in view.Protocol.Sites.Where(s => s.Role == SiteRole.External).OrderBy(s => s.Id))
        {
            if (view.Summary(ArmNames.Federated, view.Main, ScopeNames.Site(site.Id)) is { Mean: { } value } summary)
                yield return $"At {view.SiteName(site.Id.Value)}, which did not train, the joint model reached {view.MetricName} {Wording.Value(value)} on {Wording.Count(summary.N, "test patient")}.";
        }
    }

    /// <summary>Hospitals that the figures lack, and why.</summary>
    private static IEnumerable<string> Open(ReportView view)
    {
        var open = view.Deployment!.Told.Where(t => t.Asked > 0 && (t.Told < t.Asked || t.Withheld.Length > 0)).ToList();
        if (open.Count > 0)
            yield return $"Not counted, or not in full: {string.Join("; ", open.Select(t => $"{view.SiteName(t.Site.Value)} ({DeployedSites.Words(t)})"))}.";
    }

    private static string WhyUnknown(ReportView view)
    {
        if (view.Model.Results.Runs.All(r => r.Arm != ArmNames.Federated))
            return "No run has come to its end yet.";
        if (!view.Protocol.Baselines.Local)
            return "The protocol asks for no model of a single hospital, so there is nothing to compare with.";
        return "No hospital has told figures of both the joint model and its own model under every seed: they have not been scored yet, are withheld, or are undefined on its test patients.";
    }
}
