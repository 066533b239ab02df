using System.Globalization;
using Lamella.Learning.Training;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Oracles;

/// <summary>The real TCGA-BRCA table of the published benchmark: 39 covariates, event, time; patients by id.</summary>
internal static class TcgaBrca
{
    public const int Covariates = 39;

    public static Dictionary<string, Example> ReadPatients()
    {
        // Only the header has quoted commas; rows are plain.
        var rows = File.ReadLines(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "brca.csv")).Skip(1).Select(line => line.Split(','));
        return rows.ToDictionary(
            r => r[0],
            r => new Example(r[0], r[1..^2].Select(Number).ToArray(), null, new Outcome(Number(r[^2]), Number(r[^1]))),
            StringComparer.Ordinal);
    }

    /// <summary>Patients of a split, in the order of the file, e.g. "test".</summary>
    public static List<Example> Split(IReadOnlyDictionary<string, Example> patients, string fold) =>
    [
        .. File.ReadLines(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "dataset_creation_scripts", "train_test_split.csv"))
            .Select(line => line.Split(','))
            .Where(r => r[1] == fold)
            .Select(r => patients[r[0]]),
    ];

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
