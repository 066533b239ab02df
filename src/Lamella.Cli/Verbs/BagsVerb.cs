using System.CommandLine;

namespace Lamella.Cli.Verbs;

/// <summary><c>bags make|import|inspect</c>: feature bags from tiles or tables, and what a bag holds.</summary>
internal static class BagsVerb
{
    public static Command Create() => new("bags", "Make feature bags from tiles, import them from a table of instances, or look into them.")
    {
        BagsMakeVerb.Create(),
        BagsImportVerb.Create(),
        BagsInspectVerb.Create(),
    };
}
