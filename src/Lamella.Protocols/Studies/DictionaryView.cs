using Lamella.Federation;
using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>The data dictionary as written, by name; what is missing or malformed in it reads as null and is said elsewhere.</summary>
internal sealed class DictionaryView
{
    private readonly Dictionary<string, DocumentNode> entries = new(StringComparer.Ordinal);

    /// <summary>Reads the dictionary of <paramref name="root"/>; variables given twice are said in <paramref name="faults"/>.</summary>
    public DictionaryView(DocumentNode root, FaultList faults)
    {
        var list = root["dictionary"]?.Elements ?? [];
        for (var i = 0; i < list.Count; i++)
        {
            foreach (var (name, node) in NamesOf(list[i]))
            {
                if (entries.TryAdd(name, list[i]))
                    Names.Add(name);
                else
                    faults.Add(node, $"dictionary[{i}]", $"Variable '{name}' is given twice.", $"It stands on line {entries[name].Line} already: remove one.");
            }
        }
    }

    /// <summary>All names in the order of the file.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Names of an entry, with the node that gives each: <c>name</c>, or several in <c>names</c>.</summary>
    public static IEnumerable<(string Name, DocumentNode Node)> NamesOf(DocumentNode entry)
    {
        if (entry["name"] is { Text: { } single } node)
            yield return (single, node);
        foreach (var element in entry["names"]?.Elements ?? [])
        {
            if (element.Text is { } name)
                yield return (name, element);
        }
    }

    /// <summary>True when the variable is there.</summary>
    public bool Has(string name) => entries.ContainsKey(name);

    /// <summary>Its type as written, or null.</summary>
    public string? TypeOf(string name) => entries.GetValueOrDefault(name)?["type"]?.Text;

    /// <summary>Its <c>knownAt</c> as written, or null.</summary>
    public string? KnownAtOf(string name) => entries.GetValueOrDefault(name)?["knownAt"]?.Text;

    /// <summary>Its codes.</summary>
    public IReadOnlyList<string> CodesOf(string name) => [.. entries.GetValueOrDefault(name)?["codes"]?.Texts ?? []];

    /// <summary>Variables that <c>clinical: all</c> stands for.</summary>
    public IEnumerable<string> Predictors(IReadOnlyCollection<string> outcomes) =>
        Names.Where(n => TypeOf(n) is "number" or "code" && KnownAtOf(n) == "diagnosis" && !outcomes.Contains(n));

    /// <summary>Says that <paramref name="name"/> is not in the dictionary; false when it is not.</summary>
    public bool Require(DocumentNode node, string path, string name, FaultList faults)
    {
        if (Has(name))
            return true;
        faults.Add(node, path, $"'{name}' is not in the dictionary.{Spelling.Suggest(name, Names)}", $"Allowed: the dictionary's {Names.Count} variables.");
        return false;
    }
}
