using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>
/// What no single key can tell: whether the sections of a protocol fit each other. Every check reads the document as written and keeps silent where
/// what it needs is missing or malformed, since that is said already.
/// </summary>
internal static class StudyChecks
{
    /// <summary>Adds every fault between sections.</summary>
    public static void Check(DocumentNode root, FaultList faults)
    {
        var dictionary = new DictionaryView(root, faults);
        DictionaryChecks.Check(root, faults);
        TaskChecks.Check(root, dictionary, faults);
        InputChecks.Check(root, dictionary, faults);
        ModelChecks.Check(root, faults);
        TrainingChecks.Check(root, dictionary, faults);
        Sites(root, faults);
        RoundChecks.Check(root, faults);
        Unique(root["seeds"], "seeds", "Seed", e => e.Integer?.ToString(System.Globalization.CultureInfo.InvariantCulture), faults);
        Unique(root["strategies"], "strategies", "The name", StudyBuilder.StrategyName, faults);
    }

    /// <summary>Says which elements of a list repeat an earlier one.</summary>
    public static void Unique(DocumentNode? list, string path, string what, Func<DocumentNode, string?> nameOf, FaultList faults)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (list?.Elements.Count ?? 0); i++)
        {
            var element = list!.Elements[i];
            if (nameOf(element) is { } name && !first.TryAdd(name, element.Line))
                faults.Add(element, $"{path}[{i}]", $"{what} '{name}' is given twice.", $"It stands on line {first[name]} already: each is allowed once.");
        }
    }

    private static void Sites(DocumentNode root, FaultList faults)
    {
        if (root["sites"] is not { Kind: NodeKind.List } sites)
            return;
        Unique(sites, "sites", "Site", s => s["id"]?.Text, faults);
        if (sites.Elements.Count > 0 && sites.Elements.TrueForAll(s => s["role"]?.Text == "external"))
            faults.Add(sites, "sites", "Every site is external: there is nothing to train on.", "Allowed: at least one site with role train.");
        if (root["training"]?["keepLocal"] is { Elements.Count: > 0 } kept && sites.Elements.Exists(s => s["role"]?.Text == "external"))
            faults.Add(kept, "training.keepLocal", "An external site never trains, so it would have no value for a parameter that is kept local.", "Allowed: keepLocal, or external sites, not both.");
    }
}
