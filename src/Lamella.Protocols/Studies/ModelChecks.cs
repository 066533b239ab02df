using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>The head: preset or blocks, options that the preset has, and whether the chain fits inputs and task.</summary>
internal static class ModelChecks
{
    private static readonly string[] NeedTiles = ["meanpool", "weldon", "chowder", "deepmil", "transmil", "transformer"];

    /// <summary>Checks the section <c>model</c>.</summary>
    public static void Check(DocumentNode root, FaultList faults)
    {
        if (root["model"] is not { Kind: NodeKind.Map } model)
            return;
        var (head, blocks) = (model["head"], model["blocks"]);
        if ((head is null) == (blocks is null))
            faults.Add(model, "model", head is null ? "No head is given." : "Both head and blocks are given.", "Allowed: either head (a preset) or blocks.");
        if (head is not null && model["endsInBlocks"] is { } ends)
            faults.Add(ends, "model.endsInBlocks", "A preset knows how it ends.", "Allowed: with blocks only.");
        Options(model, head?.Text ?? "", faults);
        if (head is not { Text: { } name } || root["inputs"] is not { Kind: NodeKind.Map } inputs || faults.Touches("inputs"))
            return;
        if (NeedTiles.Contains(name) && inputs["bags"] is null)
            faults.Add(head, "model.head", $"'{name}' pools over tiles, but the study has no bags.", "Allowed: linear, logistic, cox, mlp, or inputs with bags.");
    }

    /// <summary>Lays the head out for the study's own inputs; what does not fit is one fault at the section.</summary>
    public static void CheckLayout(DocumentNode root, FaultList faults)
    {
        if (root["model"] is not { } node || faults.Count > 0 && new[] { "model", "inputs", "task", "dictionary", "training" }.Any(s => root[s] is null || faults.Touches(s)))
            return;
        var (dictionary, inputs, task, model) = (StudyBuilder.Dictionary(root), StudyBuilder.Inputs(root), StudyBuilder.Task(root), StudyBuilder.Model(root));
        try
        {
            var columns = CovariateLayout.Columns(dictionary, inputs.Clinical).Length;
            ModelShape.Create(model, inputs, task, columns, [.. root["training"]?["keepLocal"]?.Texts ?? []]);
        }
        catch (LamellaException e)
        {
            faults.Add(node, "model", e.Fault, e.Remedy);
        }
    }

    private static void Options(DocumentNode model, string head, FaultList faults)
    {
        // Options are spelled in camel case here and by their property's name in the preset.
        var has = HeadPresets.OptionsOf(head).Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName).ToList();
        var composed = model["blocks"] is not null;
        if (!composed && !HeadPresets.Names.Contains(head))
            return;
        foreach (var entry in model.Entries.Where(e => Array.Exists(ModelShapes.Options, o => o.Name == e.Key) && !has.Contains(e.Key)))
        {
            var wrong = composed ? $"'{entry.Key}' is an option of presets." : $"Head '{head}' has no option '{entry.Key}'.";
            faults.Add(entry.Line, $"model.{entry.Key}", wrong, composed ? "Allowed: options on the blocks themselves." : has.Count > 0 ? $"Allowed: {string.Join(", ", has)}." : "Allowed: no options.");
        }
    }
}
