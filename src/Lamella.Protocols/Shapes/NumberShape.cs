using System.Globalization;
using System.Text.Json.Nodes;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Shapes;

/// <summary>A finite number within bounds.</summary>
/// <param name="least">Lower bound.</param>
/// <param name="most">Upper bound.</param>
/// <param name="above">True when the lower bound itself is not allowed.</param>
/// <param name="below">True when the upper bound itself is not allowed.</param>
internal sealed class NumberShape(double least, double most, bool above = false, bool below = false) : Shape
{
    /// <inheritdoc />
    public override string Allowed =>
        string.Create(CultureInfo.InvariantCulture, $"a number {(above ? "above" : "from")} {least:R} {(below ? "to below" : "to")} {most:R}");

    /// <inheritdoc />
    public override void Check(DocumentNode node, string path, FaultList faults)
    {
        if (node.Number is not { } value || value < least || value > most || (above && value <= least) || (below && value >= most))
            Refuse(node, path, faults);
    }

    /// <inheritdoc />
    public override JsonObject Schema() => new()
    {
        ["type"] = "number",
        [above ? "exclusiveMinimum" : "minimum"] = least,
        [below ? "exclusiveMaximum" : "maximum"] = most,
    };
}
