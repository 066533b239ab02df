using System.Globalization;
using System.Text.Json;
using Lamella.Federation.Metrics;
using Lamella.Testing;

namespace Lamella.Federation.Tests.Metrics;

/// <summary>The C-index of the published TCGA-BRCA code (lifelines), recomputed from the weights it ended in and the real test patients.</summary>
public class ReferenceCIndexTests
{
    [Theory]
    [InlineData("42")]
    [InlineData("43")]
    public void Equals_the_reference_for_every_strategy(string seed)
    {
        var table = File.ReadLines(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "brca.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(r => r[0]);
        var test = File.ReadLines(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "dataset_creation_scripts", "train_test_split.csv"))
            .Skip(1).Select(l => l.Split(',')).Where(r => r[1] == "test").Select(r => Array.ConvertAll(table[r[0]][1..], v => double.Parse(v, CultureInfo.InvariantCulture))).ToArray();
        using var trace = JsonDocument.Parse(File.ReadAllText(SharedData.Require("tabular", "flamby", "fed_tcga_brca", "reference_trace.json")));
        foreach (var strategy in trace.RootElement.GetProperty("seeds").GetProperty(seed).GetProperty("strategies").EnumerateObject())
        {
            var last = strategy.Value.GetProperty("rounds").EnumerateArray().Last();
            var weight = last.GetProperty("weight").EnumerateArray().Select(w => w.GetDouble()).ToArray();
            var scores = test.Select(row => (float)weight.Select((w, i) => w * row[i]).Sum()).ToArray();
            var ours = ConcordanceIndex.Of([.. test.Select(r => (float)r[^1])], [.. test.Select(r => (float)r[^2])], scores);
            Assert.Equal(strategy.Value.GetProperty("pooled_test_cindex").GetDouble(), ours!.Value, 1e-4);
        }
    }
}
