using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Maps;

/// <summary>Keys of a map that depend on each other.</summary>
internal static class MapChecks
{
    /// <summary>Adds every fault between keys.</summary>
    public static void Check(DocumentNode root, FaultList faults)
    {
        if (root["limit"] is { } limit && limit["positives"] is { Integer: { } positives } node && positives > limit["train"]?.Integer)
            faults.Add(node, "limit.positives", $"{positives} positives of {limit["train"]!.Integer} patients are asked for.", $"Allowed: 0 to {limit["train"]!.Integer}.");
        if (root["split"] is not { } split)
            return;
        foreach (var both in (split["train"]?.Texts ?? []).Intersect(split["test"]?.Texts ?? []))
            faults.Add(split["test"]!, "split.test", $"'{both}' stands for train and for test.", "Allowed: one of the two.");
    }
}
