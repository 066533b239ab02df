namespace Lamella.Protocols.Documents;

/// <summary>
/// Applies <c>path=value</c> settings to a document before it is judged, so that a setting is held to the same rules as the file. A path walks
/// keys with dots; elements of a list are named by index or by their <c>name</c>, <c>id</c> or kind: <c>strategies.FedAvg.rounds=3</c>.
/// </summary>
internal static class Overrides
{
    /// <summary>Sets every entry of <paramref name="settings"/> in <paramref name="root"/>, in order.</summary>
    /// <param name="root">The document.</param>
    /// <param name="settings">Texts of the form <c>path=value</c>; the value is read as YAML.</param>
    /// <param name="nameOf">The name by which an element of a list can be addressed, or null.</param>
    /// <param name="faults">Gets what cannot be set.</param>
    public static void Apply(DocumentNode root, IEnumerable<string> settings, Func<DocumentNode, string?> nameOf, FaultList faults)
    {
        foreach (var setting in settings)
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                faults.Add(0, setting, $"'{setting}' sets nothing.", "Write path=value, e.g. training.rounds=3.");
                continue;
            }

            var path = setting[..at].Trim();
            if (ReadValue(path, setting[(at + 1)..].Trim(), faults) is { } value)
                Set(root, path, value, nameOf, faults);
        }
    }

    private static DocumentNode? ReadValue(string path, string text, FaultList faults)
    {
        var own = new FaultList();
        var value = YamlDocumentReader.Read(text.Length == 0 ? "''" : text, own);
        if (value is not null && own.Count == 0)
            return WithoutLines(value);
        faults.Add(0, path, $"The value '{text}' cannot be read.", "Write it as in the file, e.g. 3, true, [a, b] or {kind: sgd, learningRate: .1}.");
        return null;
    }

    private static DocumentNode WithoutLines(DocumentNode node)
    {
        var copy = new DocumentNode { Kind = node.Kind, Line = 0, Raw = node.Raw, Quoted = node.Quoted };
        copy.Entries.AddRange(node.Entries.Select(e => new DocumentEntry(e.Key, 0, WithoutLines(e.Value))));
        copy.Elements.AddRange(node.Elements.Select(WithoutLines));
        return copy;
    }

    private static void Set(DocumentNode root, string path, DocumentNode value, Func<DocumentNode, string?> nameOf, FaultList faults)
    {
        var keys = path.Split('.');
        var node = root;
        for (var i = 0; i < keys.Length; i++)
        {
            var last = i == keys.Length - 1;
            if (node.Kind == NodeKind.List)
            {
                var index = IndexOf(node, keys[i], nameOf);
                if (index < 0)
                {
                    var names = node.Elements.Select((e, n) => nameOf(e) ?? n.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    faults.Add(0, path, $"There is no '{keys[i]}' in {string.Join('.', keys[..i])}.", $"Allowed: {string.Join(", ", names)}.");
                    return;
                }

                if (last)
                    node.Elements[index] = value;
                else
                    node = node.Elements[index];
            }
            else if (node.Kind == NodeKind.Map)
            {
                node = SetKey(node, keys[i], last ? value : null);
            }
            else
            {
                faults.Add(0, path, $"{string.Join('.', keys[..i])} is a single value and has no '{keys[i]}'.", "Name a key that exists in the study file's format.");
                return;
            }
        }
    }

    /// <summary>Sets the value of a key, or steps into it, making a map where nothing is; whether the key may stand there is judged later.</summary>
    private static DocumentNode SetKey(DocumentNode map, string key, DocumentNode? value)
    {
        var at = map.Entries.FindIndex(e => e.Key == key);
        if (value is null && at >= 0 && !map.Entries[at].Value.IsNull)
            return map.Entries[at].Value;
        var entry = new DocumentEntry(key, 0, value ?? new DocumentNode { Kind = NodeKind.Map, Line = 0 });
        if (at >= 0)
            map.Entries[at] = entry;
        else
            map.Entries.Add(entry);
        return entry.Value;
    }

    private static int IndexOf(DocumentNode list, string key, Func<DocumentNode, string?> nameOf)
    {
        var named = list.Elements.FindIndex(e => nameOf(e) == key);
        if (named >= 0)
            return named;
        return int.TryParse(key, out var index) && index >= 0 && index < list.Elements.Count ? index : -1;
    }
}
