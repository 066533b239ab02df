using Lamella.Protocols.Documents;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of a variable that depend on each other.</summary>
internal static class DictionaryChecks
{
    /// <summary>Checks every entry of the dictionary.</summary>
    public static void Check(DocumentNode root, FaultList faults)
    {
        var list = root["dictionary"]?.Elements ?? [];
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind == NodeKind.Map)
                CheckEntry(list[i], $"dictionary[{i}]", faults);
        }
    }

    private static void CheckEntry(DocumentNode entry, string path, FaultList faults)
    {
        if ((entry["name"] is null) == (entry["names"] is null))
            faults.Add(entry, path, entry["name"] is null ? "The variable has no name." : "Both name and names are given.", "Allowed: either name or names.");
        var codes = entry["codes"];
        if (entry["type"]?.Text == "code" && codes is null)
            faults.Add(entry, path + ".codes", "A code variable needs its codes.", "Allowed: a list of at least 2.");
        if (codes is not null && (entry["type"]?.Text is "number" or "text"))
            faults.Add(codes, path + ".codes", "Only a code variable has codes.", "Allowed: type code, or no codes.");
        if (entry["unit"] is { } unit && (entry["type"]?.Text is "code" or "text"))
            faults.Add(unit, path + ".unit", "Only a number has a unit.", "Allowed: type number, or no unit.");
        StudyChecks.Unique(codes, path + ".codes", "Code", e => e.Text, faults);
        foreach (var code in codes?.Elements ?? [])
        {
            if (code.Text is { } text && entry["missing"]?.Texts.Contains(text, StringComparer.Ordinal) == true)
                faults.Add(code, path + ".codes", $"'{text}' is both an allowed and a missing code.", "Allowed: one of the two.");
        }
    }
}
