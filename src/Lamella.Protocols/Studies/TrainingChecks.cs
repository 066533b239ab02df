using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of <c>training</c>, <c>strategies</c> and <c>baselines</c> that depend on each other or on the task.</summary>
internal static class TrainingChecks
{
    /// <summary>Checks the three sections.</summary>
    public static void Check(DocumentNode root, DictionaryView dictionary, FaultList faults)
    {
        if (root["training"] is { Kind: NodeKind.Map } training)
        {
            if ((training["roundSteps"] is null) == (training["roundEpochs"] is null))
                faults.Add(training, "training", training["roundSteps"] is null ? "It is not said how long a round is." : "Both roundSteps and roundEpochs are given.", "Allowed: either roundSteps or roundEpochs.");
            Optimiser(training["optimiser"], "training.optimiser", "adam", faults);
            ClassWeights(root, training, dictionary, faults);
        }

        var inherited = root["training"]?["optimiser"]?["kind"]?.Text ?? "adam";
        Optimiser(root["baselines"]?["optimiser"], "baselines.optimiser", inherited, faults);
        if (root["baselines"] is { } baselines && baselines["local"]?.Flag == false && baselines["ensemble"]?.Flag != false)
            faults.Add(baselines, "baselines.ensemble", "The ensemble is made of the local models, and local is false.", "Allowed: ensemble: false, or local: true.");
        var strategies = root["strategies"]?.Elements ?? [];
        EarlyStopping(root, strategies, faults);
        if (root["task"]?["kind"]?.Text == "survival" && root["training"]?["batch"] is { Integer: 1 } one)
            faults.Add(one, "training.batch", "With one patient in a batch the partial likelihood has nobody to compare with: nothing would be learnt.", "Allowed for survival: 2 or more.");
        for (var i = 0; i < strategies.Count; i++)
        {
            Optimiser(strategies[i]["optimiser"], $"strategies[{i}].optimiser", inherited, faults);
            Scaffold(root, strategies[i], $"strategies[{i}]", inherited, faults);
        }
    }

    private static void EarlyStopping(DocumentNode root, List<DocumentNode> strategies, FaultList faults)
    {
        if (root["training"]?["earlyStopping"] is not { } stopping)
            return;
        if (root["training"]!["keepLocal"] is { Elements.Count: > 0 })
            faults.Add(stopping, "training.earlyStopping", "The best round's model cannot be returned to: parameters that are kept local stand where the last round left them.", "Allowed: earlyStopping, or keepLocal, not both.");
        if (strategies.Exists(s => s["kind"]?.Text == "cyclic"))
            faults.Add(stopping, "training.earlyStopping", "Each visit of cyclic is judged by another site's patients, so its rounds cannot be compared.", "Allowed: earlyStopping without the strategy cyclic.");
    }

    /// <summary>Its control is (x - y)/(K rate), which is the mean gradient only where every step is plain descent of that rate.</summary>
    private static void Scaffold(DocumentNode root, DocumentNode strategy, string path, string inherited, FaultList faults)
    {
        if (strategy["kind"]?.Text != "scaffold")
            return;
        DocumentNode? Setting(string key) => strategy["optimiser"]?[key] ?? root["training"]?["optimiser"]?[key];
        if ((strategy["optimiser"]?["kind"]?.Text ?? inherited) != "sgd" || Setting("momentum") is { Number: > 0 } || Setting("schedule") is { Text: not "constant" })
            faults.Add(strategy, path + ".optimiser", "Scaffold takes the site's mean gradient from how far it moved, which only plain descent of a constant rate tells.", "Allowed with scaffold: optimiser of kind sgd, without momentum, schedule constant.");
    }

    private static void Optimiser(DocumentNode? optimiser, string path, string inherited, FaultList faults)
    {
        var kind = optimiser?["kind"]?.Text ?? inherited;
        if (kind is "adam" or "adamW" && optimiser?["momentum"] is { } momentum)
            faults.Add(momentum, path + ".momentum", $"Momentum belongs to sgd; {kind} has beta1.", "Allowed: with kind sgd only.");
        foreach (var key in new[] { "beta1", "beta2", "epsilon" })
        {
            if (kind == "sgd" && optimiser?[key] is { } moment)
                faults.Add(moment, $"{path}.{key}", $"{key} belongs to adam and adamW.", "Allowed: with kind adam or adamW only.");
        }
    }

    private static void ClassWeights(DocumentNode root, DocumentNode training, DictionaryView dictionary, FaultList faults)
    {
        if (training["classWeights"] is not { Kind: NodeKind.List } weights || root["task"] is not { } task)
            return;
        var classes = task["kind"]?.Text switch
        {
            "binary" => 2,
            "multiclass" => task["classes"]?.Elements.Count ?? dictionary.CodesOf(task["outcome"]?.Text ?? "").Count,
            "survival" or "regression" => 0,
            _ => weights.Elements.Count,
        };
        if (classes == 0)
            faults.Add(weights, "training.classWeights", $"A {task["kind"]!.Text} task has no classes.", "Allowed: no class weights.");
        else if (weights.Elements.Count != classes)
            faults.Add(weights, "training.classWeights", $"{weights.Elements.Count} weights are given for {classes} classes.", $"Allowed: {classes} weights.");
    }
}
