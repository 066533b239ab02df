using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Cohorts;

/// <summary>Whether a map speaks of the study's variables and codes.</summary>
internal static class MapFit
{
    private const string Remedy = "Mend the site's map: variables and codes on the study's side are those of the protocol's dictionary.";

    /// <summary>Adds what the map names that the dictionary does not have.</summary>
    public static void Check(StudyProtocol protocol, SiteMap map, CohortProblems problems)
    {
        var variables = protocol.Dictionary.ToDictionary(v => v.Name, StringComparer.Ordinal);
        foreach (var name in map.Columns.Keys.Union(map.Codes.Keys).Where(n => !variables.ContainsKey(n)).Order(StringComparer.Ordinal))
            problems.Add(ErrorCodes.MapInvalid, $"the map names the variable '{name}', which the study does not have.{Spelling.Suggest(name, variables.Keys)}", Remedy);
        foreach (var (name, codes) in map.Codes.Where(c => variables.ContainsKey(c.Key)).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            foreach (var (own, code) in codes.Where(c => !variables[name].Codes.Contains(c.Value)).OrderBy(c => c.Key, StringComparer.Ordinal))
                problems.Add(ErrorCodes.MapInvalid, $"the map turns '{own}' of variable '{name}' into '{code}', which is not one of {string.Join(", ", variables[name].Codes)}.", Remedy);
        }
    }
}
