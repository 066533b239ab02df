using System.Globalization;
using CsvHelper;
using Lamella.Learning.Training;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Oracles;

/// <summary>The real TCGA-BRCA table of the published benchmark: 39 covariates, event, time; patients by id.</summary>
internal static class TcgaBrca
{
    public const int Covariates = 39;

    public static Dictionary<string, Example> ReadPatients()
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "brca.csv")), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var patients = new Dictionary<string, Example>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var x = Enumerable.Range(1, Covariates).Select(i => csv.GetField<float>(i)).ToArray();
            patients[csv.GetField(0)!] = new Example(csv.GetField(0)!, x, null, new Outcome(csv.GetField<float>(Covariates + 1), csv.GetField<float>(Covariates + 2)));
        }

        return patients;
    }

    /// <summary>Patients of a split, in the order of the file, e.g. "test".</summary>
    public static List<Example> Split(IReadOnlyDictionary<string, Example> patients, string fold)
    {
        using var csv = new CsvReader(new StreamReader(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "dataset_creation_scripts", "train_test_split.csv")), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var split = new List<Example>();
        while (csv.Read())
        {
            if (csv.GetField("fold") == fold)
                split.Add(patients[csv.GetField("pid")!]);
        }

        return split;
    }
}
