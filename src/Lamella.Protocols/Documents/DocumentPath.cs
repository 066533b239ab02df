namespace Lamella.Protocols.Documents;

/// <summary>How places in a document are written.</summary>
internal static class DocumentPath
{
    /// <summary><paramref name="key"/> below <paramref name="path"/>.</summary>
    public static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    /// <summary>Adds an entry to a map; a second one of the same key is a fault and is left out.</summary>
    public static void AddEntry(DocumentNode map, DocumentEntry entry, string path, FaultList faults)
    {
        if (map.Entries.Find(e => e.Key == entry.Key) is { } first)
            faults.Add(entry.Line, Join(path, entry.Key), $"'{entry.Key}' is given twice.", $"It stands on line {first.Line} already: remove one.");
        else
            map.Entries.Add(entry);
    }
}
