using System.Globalization;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of <c>quorum</c>, <c>aggregation</c> and <c>late</c> that depend on the sites and the strategies.</summary>
internal static class RoundChecks
{
    /// <summary>Checks the three sections.</summary>
    public static void Check(DocumentNode root, FaultList faults)
    {
        var training = (root["sites"]?.Elements ?? []).Where(s => s["role"] is null || s["role"]!.Text == "train").ToList();
        var kinds = (root["strategies"]?.Elements ?? []).Select(s => s["kind"]?.Text).ToHashSet();
        // Where no site trains, that is said already.
        if (training.Count > 0)
        {
            Quorum(root["quorum"], training, faults);
            Updates(root["aggregation"], root["quorum"], training.Count, faults);
        }

        Refuse(root["aggregation"], "aggregation", kinds, "scaffold", "Scaffold sends a control variate beside the model, which a robust rule cannot bring together.", faults);
        Refuse(root["aggregation"], "aggregation", kinds, "cyclic", "A round of cyclic has one update: there is nothing to compare it with.", faults);
        Refuse(root["late"], "late", kinds, "scaffold", "Scaffold's control variates cannot be brought in late.", faults);
        Refuse(root["late"], "late", kinds, "cyclic", "A model that goes from site to site cannot be brought in late.", faults);
        if (root["late"] is { } late && root["aggregation"]?["kind"]?.Text is "median" or "trimmed-mean" or "krum")
            faults.Add(late, "late", "The rule gives each site one vote in a round; a late update would be a second one.", "Allowed: late with a weighted mean or norm-clip.");
    }

    private static void Refuse(DocumentNode? node, string key, HashSet<string?> kinds, string kind, string why, FaultList faults)
    {
        if (node is not null && kinds.Contains(kind))
            faults.Add(node, key, why, $"Allowed: {key} without the strategy {kind}.");
    }

    private static void Quorum(DocumentNode? quorum, List<DocumentNode> training, FaultList faults)
    {
        if (quorum?["sites"] is { Integer: { } asked } node && asked > training.Count)
            faults.Add(node, "quorum.sites", $"{asked} sites are asked for, {training.Count} train.", $"Allowed: 0 to {training.Count}.");
        if (quorum?["required"] is not { Kind: NodeKind.List } required)
            return;
        var ids = training.Select(s => s["id"]?.Text).OfType<string>().ToList();
        StudyChecks.Unique(required, "quorum.required", "Site", e => e.Text, faults);
        for (var i = 0; i < required.Elements.Count; i++)
        {
            if (required.Elements[i] is { Text: { } id } element && !ids.Contains(id))
                faults.Add(element, $"quorum.required[{i}]", $"'{id}' is not a training site of this study.", $"Allowed: {string.Join(", ", ids)}.");
        }
    }

    /// <summary>Whether the rule has enough updates.</summary>
    private static void Updates(DocumentNode? rule, DocumentNode? quorum, int training, FaultList faults)
    {
        if (rule?["kind"]?.Text == "krum" && rule["hostile"] is { Integer: >= 1 and <= 1000 and var hostile } node)
        {
            var spec = new KrumSpec { Hostile = (int)hostile };
            var most = (training - 3) / 2;
            if (spec.FewestUpdates > training)
            {
                faults.Add(node, "aggregation.hostile", $"Krum against {hostile} hostile sites needs {spec.FewestUpdates} training sites, this study has {training}.",
                    training >= 5 ? $"Allowed: 1 to {most}." : "Allowed: krum with 5 training sites or more.");
            }
            else if (rule["keep"] is { Integer: { } keep } kept && keep > training - hostile)
            {
                faults.Add(kept, "aggregation.keep", $"{keep} updates are to be kept, at most {training - hostile} are not hostile.", $"Allowed: 1 to {training - hostile}.");
            }
        }

        if (rule?["kind"]?.Text == "trimmed-mean" && rule["trim"] is { Number: > 0 and < 0.5 and var trim } share)
        {
            var spec = new TrimmedMeanSpec { Trim = trim };
            var fewest = quorum?["sites"]?.Integer is > 0 and var asked && asked < training ? (int)asked : training;
            var empty = Enumerable.Range(fewest, training - fewest + 1).FirstOrDefault(n => 2 * spec.CutOf(n) >= n);
            if (empty > 0)
            {
                faults.Add(share, "aggregation.trim", $"Of a round of {empty} updates, {spec.CutOf(empty)} at each end would be left out: none would be left.",
                    empty < 3 ? "Allowed: trimmed-mean where a round has 3 updates or more; see quorum.sites." : string.Create(CultureInfo.InvariantCulture, $"Allowed: up to {(double)((empty - 1) / 2) / empty:0.###} for {empty} updates."));
            }
        }
    }
}
