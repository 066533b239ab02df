using System.Xml.Linq;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>The terms that this report uses.</summary>
internal static class GlossarySection
{
    public static XElement Build(ReportView view) =>
        Section("glossary", "Terms", El("dl", Class("glossary"), Terms(view).SelectMany(t => new[] { El("dt", t.Term), El("dd", t.Meaning) })));

    private static IEnumerable<(string Term, string Meaning)> Terms(ReportView view)
    {
        yield return ("Federated", "Hospitals train one model together: each improves it on its own patients and sends the changed weights; data stay where they are.");
        yield return ("Alone (local)", "A model trained on one hospital's patients only.");
        if (view.Deployment is not null)
            yield return ("Mean of the hospitals", "Each hospital\u2019s value on its own test patients, added up and divided by the number of hospitals.");
        else
            yield return ("Ensemble", "The mean of the local models' predictions. It needs no joint training, so it is the fair thing to beat.");
        if (view.Deployment is null)
            yield return ("Pooled", "All training data in one place, as if there were no firewalls. A yardstick that a real federation cannot have.");
        yield return ("Strategy", "The rule by which the hospitals' weights are put together.");
        yield return ("Round", "One turn: the model goes out, every hospital trains, the updates are put together.");
        yield return ("Seed", "A number from which all chance follows: starting weights, order of batches. Several seeds show what is luck.");
        yield return ("95 % interval", "If the study were repeated on other patients like these, values in this range would be expected; a difference whose interval holds zero is not shown.");
        foreach (var term in OfTask(view))
            yield return term;
        if (view.Protocol.Reporting.MinimumCell > 1)
            yield return ("Withheld", "Not shown because so few patients stand behind it that a single one might be recognised.");
    }

    private static IEnumerable<(string Term, string Meaning)> OfTask(ReportView view) => view.Protocol.Task switch
    {
        SurvivalTask => [
            ("C-index", "Of two patients whose order of events is known, the share of pairs in which the one whose event came first had the higher predicted risk. .5 is chance, 1 is perfect."),
            ("Censored", "Followed up to a time without the event; what happened later is not known.")],
        RegressionTask => [
            (Wording.Metric(MetricNames.R2), "Share of the variation that the prediction explains; 1 is perfect, 0 is no better than the mean, below 0 is worse."),
            (Wording.Metric(MetricNames.Mae), "How far predictions are off on average, in the unit of the outcome.")],
        MulticlassTask => [
            ("AUC", "For each class against the rest, the share of pairs put in the right order; the mean over classes. .5 is chance, 1 is perfect."),
            ("Balanced accuracy", "Share classified right, each class counting the same."),
            ("Brier score, log loss", "How far predicted probabilities are from what happened; lower is better.")],
        _ => [
            ("AUC", "Of a patient with the finding and one without, the share of pairs in which the right one has the higher score. .5 is chance, 1 is perfect."),
            ("Sensitivity, specificity", "Share of patients with the finding that are called positive, and without it that are called negative, at probability .5."),
            ("Calibration error, Brier score, log loss", "How far predicted probabilities are from what happened; lower is better.")],
    };
}
