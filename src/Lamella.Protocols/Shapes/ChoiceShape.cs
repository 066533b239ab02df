using System.Text.Json.Nodes;
using Lamella.Federation;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>One of a closed set of words.</summary>
/// <param name="values">The words.</param>
internal sealed class ChoiceShape(params string[] values) : Shape
{
    /// <inheritdoc />
    public override string Allowed => string.Join(", ", values);

    /// <summary>The words of an enum, spelled as in files.</summary>
    public static ChoiceShape Of<T>()
        where T : struct, Enum => new([.. Enum.GetValues<T>().Select(WordOf)]);

    /// <summary>How a member of an enum is spelled in files.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Text is not { } text)
            Refuse(node, path, faults);
        else if (!values.Contains(text, StringComparer.Ordinal))
            faults.Add(node, path, $"{Describe(node)} does not fit.{Spelling.Suggest(text, values)}", $"Allowed: {Allowed}.");
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };
}
