namespace Lamella.Protocols.Documents;

/// <summary>Reads YAML or JSON; text that starts with a brace is JSON.</summary>
internal static class DocumentReader
{
    /// <summary>Longest text that is read; a protocol is a few pages.</summary>
    public const int MaxCharacters = 4_000_000;

    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 40;

    /// <summary>The document's root map, or null when the text is not a document of keys and values (said in <paramref name="faults"/>).</summary>
    public static DocumentNode? Read(string text, FaultList faults)
    {
        if (text.Length > MaxCharacters)
        {
            faults.Add(1, "", "The file is too long.", $"At most {MaxCharacters} characters are read.");
            return null;
        }

        var root = text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith("{") ? JsonDocumentReader.Read(text, faults) : YamlDocumentReader.Read(text, faults);
        if (root is null)
            return null;
        if (root.Kind == NodeKind.Map)
            return root;
        if (faults.Count == 0)
            faults.Add(root, "", "The file holds no keys and values.", "Write 'key: value' lines.");
        return null;
    }
}
