using System.Xml.Linq;
using Lamella.Federation.Studies;
using static Lamella.Simulation.Reporting.Html;

namespace Lamella.Simulation.Reporting;

/// <summary>How it was done, in short.</summary>
internal static class MethodsSection
{
    public static XElement Build(ReportView view)
    {
        var p = view.Protocol;
        var training = p.Training;
        var length = training.RoundSteps > 0 ? $"{Wording.Count(training.RoundSteps, "mini-batch step")}" : $"{Wording.Count(training.RoundEpochs, "pass", "passes")} over each hospital's patients";
        return Section(
            "methods",
            "How it was done",
            El("p", $"Model: {p.Model.Head}. Federated training: {Wording.Count(training.Rounds, "round")} of {length}, {training.Batch} patients a batch, unless a strategy says otherwise. {Split(p.Split)} Every arm of a seed starts from the same weights. Seeds: {string.Join(", ", p.Seeds)}."),
            view.Deployment is not null ? El("p", Deployed(p)) : El("p", $"Intervals are percentile bootstrap intervals ({p.Reporting.Bootstrap:#,0} replicates) over patients, drawn within outcome group. Intervals of means and of differences draw each patient once for all seeds and both arms, so that seeds tested on the same patients are not counted as more evidence. No correction is made for the number of comparisons."
                + (p.Reporting.MinimumCell > 1 ? $" Results on outcome groups of fewer than {p.Reporting.MinimumCell} patients are withheld." : "")));
    }

    private static string Deployed(StudyProtocol p) =>
        $"After a run each hospital scored its model, and a model trained on its own patients alone, on its own test patients, at home, and signed the figures. Means over hospitals count each hospital the same, whatever its number of patients, and take in only hospitals that told the figure of every model. A hospital\u2019s own interval is a percentile bootstrap interval ({p.Reporting.Bootstrap:#,0} replicates) over its patients. There is none of a mean over seeds or hospitals, or of a difference: that would need the patients\u2019 predictions in one place."
        + (p.Reporting.MinimumCell > 1 ? $" Hospitals withhold figures on outcome groups of fewer than {p.Reporting.MinimumCell} patients." : "");

    private static string Split(SplitSpec split) => split switch
    {
        SeededSplit { Seed: null } s => $"Each hospital drew {100 * s.TestShare:0} % of its patients to test on, anew for every seed.",
        SeededSplit s => $"Each hospital drew {100 * s.TestShare:0} % of its patients to test on, the same for every seed.",
        FoldSplit f => $"Patients were dealt into {f.Folds} folds; each seed is tested on one of them.",
        _ => "Which patients are tested on is given by the data and the same for every seed.",
    };
}
