using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>The inputs against dictionary and task.</summary>
internal static class InputChecks
{
    /// <summary>Checks predictors, bags and fusion.</summary>
    public static void Check(DocumentNode root, DictionaryView dictionary, FaultList faults)
    {
        if (root["inputs"] is not { Kind: NodeKind.Map } inputs)
            return;
        var clinical = inputs["clinical"];
        var outcomes = TaskChecks.Outcomes(root);
        if (clinical?.Text == "all")
        {
            if (root["dictionary"] is not null && !dictionary.Predictors(outcomes).Any())
                faults.Add(clinical, "inputs.clinical", "'all' stands for nothing: no number or code is known at diagnosis.", "Allowed: a dictionary with predictors, or inputs without clinical.");
        }
        else if (root["dictionary"] is not null)
        {
            Predictors(clinical, dictionary, outcomes, faults);
        }

        var (table, bags) = (clinical?.Text == "all" || clinical?.Elements.Count > 0, inputs["bags"] is not null);
        if (!table && !bags && !faults.Touches("inputs.clinical"))
            faults.Add(inputs, "inputs", "There is nothing to predict from.", "Allowed: clinical, bags, or both.");
        var fusion = inputs["fusion"]?.Text ?? "none";
        if (table && bags && fusion == "none")
            faults.Add(inputs["fusion"] ?? inputs, "inputs.fusion", "Clinical variables and bags are both given, but not how they meet.", "Allowed: early, late.");
        if (!(table && bags) && inputs["fusion"] is { Text: "early" or "late" } needless)
            faults.Add(needless, "inputs.fusion", "There is nothing to fuse: only one kind of input is given.", "Allowed: none, or both clinical and bags.");
        if (!table && bags && inputs["standardise"] is { Text: "site" or "federated" } scaled)
            faults.Add(scaled, "inputs.standardise", "There are no clinical variables to standardise.", "Allowed: none.");
        if (inputs["bags"] is { } bag && bag["kind"]?.Text == "slide" && bag["maxTiles"] is { Integer: > 0 } cap)
            faults.Add(cap, "inputs.bags.maxTiles", "A slide-level bag has one row a slide and no tiles to cap.", "Allowed: 0, or kind tiles.");
    }

    private static void Predictors(DocumentNode? clinical, DictionaryView dictionary, List<string> outcomes, FaultList faults)
    {
        StudyChecks.Unique(clinical, "inputs.clinical", "Variable", e => e.Text, faults);
        for (var i = 0; i < (clinical?.Elements.Count ?? 0); i++)
        {
            var (node, path) = (clinical!.Elements[i], $"inputs.clinical[{i}]");
            if (node.Text is not { } name || !dictionary.Require(node, path, name, faults))
                continue;
            if (outcomes.Contains(name))
                faults.Add(node, path, $"'{name}' is the outcome.", "Allowed: variables other than the outcome.");
            else if (dictionary.KnownAtOf(name) == "later")
                faults.Add(node, path, $"'{name}' is known only later, so it cannot predict at diagnosis.", "Allowed: variables with knownAt: diagnosis.");
            if (dictionary.TypeOf(name) == "text")
                faults.Add(node, path, $"'{name}' is of type text.", "Allowed: variables of type number or code.");
        }
    }
}
