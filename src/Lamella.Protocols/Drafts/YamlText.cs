using System.Text.RegularExpressions;

namespace Lamella.Protocols.Drafts;

/// <summary>Texts as YAML scalars.</summary>
internal static partial class YamlText
{
    /// <summary>Plain where that is safe inside a flow list, double-quoted otherwise.</summary>
    public static string Of(string text) => Plain().IsMatch(text) && text is not ("null" or "Null" or "NULL")
        ? text
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}\"";

    /// <summary>A flow list.</summary>
    public static string ListOf(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.+/-]*\z")]
    private static partial Regex Plain();
}
