using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Reporting;

/// <summary>Whether training together helped.</summary>
internal enum VerdictKind
{
    /// <summary>The interval of the difference to the best local model lies above 0.</summary>
    Better,

    /// <summary>It lies below 0.</summary>
    Worse,

    /// <summary>It holds 0.</summary>
    NotShown,

    /// <summary>A difference is told and there is no interval to judge it by.</summary>
    Told,

    /// <summary>There is no difference to speak of: an arm is missing, undefined or withheld.</summary>
    Unknown,
}

/// <summary>The answer in plain language.</summary>
/// <param name="Kind">Which answer.</param>
/// <param name="Headline">One line.</param>
/// <param name="Sentences">What stands behind it.</param>
internal sealed record Verdict(VerdictKind Kind, string Headline, ImmutableArray<string> Sentences)
{
    /// <summary>Decides by the interval of federated minus best local on the pooled test patients.</summary>
    public static Verdict Of(ReportView view)
    {
        var comparison = view.Comparison(StudyComparisons.BestLocal);
        if (view.Main is null || comparison?.Mean is null)
            return new Verdict(VerdictKind.Unknown, "This study cannot say whether training together helps.", [WhyUnknown(view), .. Others(view)]);
        var kind = comparison.Low is not { } low || comparison.High is not { } high ? VerdictKind.NotShown
            : low > 0 ? VerdictKind.Better
            : high < 0 ? VerdictKind.Worse
            : VerdictKind.NotShown;
        var headline = kind switch
        {
            VerdictKind.Better => "Yes: training together did better than the best hospital alone.",
            VerdictKind.Worse => "No: training together did worse than the best hospital alone.",
            _ => "Not shown: no clear difference between training together and the best hospital alone.",
        };
        return new Verdict(kind, headline, [.. AgainstBestLocal(view, comparison, kind), .. Others(view)]);
    }

    private static IEnumerable<string> AgainstBestLocal(ReportView view, ArmComparison comparison, VerdictKind kind)
    {
        var federated = view.Summary(ArmNames.Federated, view.Main, ScopeNames.Pooled);
        var local = view.Summary(comparison.Arm, null, ScopeNames.Pooled);
        var seeds = comparison.PerSeed.Count(s => s.Difference is not null);
        var over = seeds > 1 ? $", averaged over {seeds} seeds" : "";
        yield return $"On {Wording.Count(comparison.N, "test patient")} of all hospitals the jointly trained model ({view.Main}) reached "
            + $"{Article(view.MetricName)} of {Wording.Value(federated?.Mean)}{over}; "
            + $"the best model of a single hospital ({view.SiteName(ArmNames.SiteOf(comparison.Arm) ?? "")}) reached {Wording.Value(local?.Mean)}.";
        var interval = comparison.Low is null ? "no interval could be given" : $"95 % interval {Wording.Range(comparison.Low, comparison.High, signed: true)}";
        yield return $"The difference is {Wording.Difference(comparison.Mean)} ({interval})" + kind switch
        {
            VerdictKind.NotShown when comparison.Low is not null => ", an interval that includes no difference at all and differences in either direction.",
            _ => ".",
        };
        string?[] more = [
            seeds > 1 ? $"The joint model was ahead in {comparison.PerSeed.Count(s => s.Difference > 0)} of {seeds} seeds." : null,
            OwnPatients(view)];
        if (more.Any(m => m is not null))
            yield return string.Join(' ', more.OfType<string>());
    }

    private static string? OwnPatients(ReportView view)
    {
        var pairs = view.Protocol.Sites.Where(s => s.Role == SiteRole.Train)
            .Select(s => (
                Own: view.Summary(ArmNames.Local(s.Id), null, ScopeNames.Site(s.Id))?.Mean,
                Joint: view.Summary(ArmNames.Federated, view.Main, ScopeNames.Site(s.Id))?.Mean))
            .Where(p => p.Own is not null && p.Joint is not null).ToArray();
        return pairs.Length < 2 ? null : $"On a hospital's own test patients it scored above that hospital's own model at {pairs.Count(p => p.Joint > p.Own)} of {pairs.Length} hospitals.";
    }

    private static IEnumerable<string> Others(ReportView view)
    {
        if (view.Comparison(ArmNames.Ensemble) is { Mean: not null } ensemble)
            yield return $"Simply averaging the predictions of the hospitals' own models, which needs no joint training, {Versus(view, ensemble)}";
        if (view.Comparison(ArmNames.Pooled) is { Mean: not null } pooled)
            yield return $"Pooling all data in one place, which only a simulation can do, {Versus(view, pooled)}";
        if (view.Main is not null && view.Summary(ArmNames.Federated, view.Main, ScopeNames.Pooled)?.Mean is { } value && view.Metric != MetricNames.R2)
            yield return Reading(view.Metric, value);
    }

    private static string Versus(ReportView view, ArmComparison comparison)
    {
        var reached = Wording.Value(view.Summary(comparison.Arm, null, ScopeNames.Pooled)?.Mean);
        var clear = comparison.Low > 0 || comparison.High < 0;
        return $"reached {reached}; federated minus that is {Wording.Difference(comparison.Mean)} (95 % interval {Wording.Range(comparison.Low, comparison.High, signed: true)}"
            + (comparison.Low is null ? ")." : clear ? ")." : "), no clear difference.");
    }

    private static string Reading(string metric, double value)
    {
        var right = Math.Round(100 * value).ToString("0");
        return metric == MetricNames.CIndex
            ? $"How to read it: of two patients whose order of events is known, the joint model gave the higher risk to the one whose event came first in about {right} of 100 pairs; a coin reaches 50."
            : $"How to read it: of a patient with the finding and one without, the joint model gave the higher score to the right one in about {right} of 100 pairs; a coin reaches 50.";
    }

    private static string WhyUnknown(ReportView view)
    {
        if (view.Main is null)
            return "No federated model was trained, so there is nothing to compare.";
        if (view.Protocol.Sites.Count(s => s.Role == SiteRole.Train) < 2)
            return "Only one hospital trained, so there is no joint training to compare with.";
        if (view.Summary(ArmNames.Federated, view.Main, ScopeNames.Pooled)?.Withheld is { } reason)
            return $"The results are withheld: {reason} in the test set.";
        return view.Arms.Any(a => ArmNames.SiteOf(a.Arm) is not null)
            ? $"The {view.MetricName} is undefined on these test patients: all of them have the same outcome, or a model gave no finite score."
            : "No model of a single hospital was trained, so there is nothing to compare with.";
    }

    private static string Article(string metric) => metric is "AUC" or "R\u00B2" ? "an " + metric : "a " + metric;
}
