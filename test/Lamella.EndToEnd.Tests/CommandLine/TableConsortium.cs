using System.Globalization;
using System.Text;
using Lamella.Federation.Randomness;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.CommandLine;

/// <summary>Three hospitals with a small table each, and a study on them with dropout, momentum kept and two strategies.</summary>
internal sealed class TableConsortium : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TableConsortium(int rounds = 3, string oneClassSite = "")
    {
        foreach (var (site, count) in new[] { ("north", 40), ("south", 30), ("west", 24) })
        {
            Directory.CreateDirectory(folder.File("data", site));
            File.WriteAllText(folder.File("data", site, "table.csv"), Table(site, count, site == oneClassSite));
            File.WriteAllText(folder.File("data", site, "map.yaml"), "tables:\n  - {file: table.csv, patient: id}\n");
        }

        File.WriteAllText(StudyFile, $$"""
            study: small
            title: Three small tables
            seeds: [1]
            sites: [{id: north}, {id: south}, {id: west}]
            dictionary:
              - {names: [a, b, c], meaning: a number, type: number, knownAt: diagnosis}
              - {name: y, meaning: outcome, type: code, codes: [0, 1], knownAt: later}
            task: {kind: binary, outcome: y, positive: 1}
            inputs: {clinical: all, standardise: federated}
            split: {kind: seeded, testShare: 0.3}
            model: {head: mlp, hidden: [16], dropout: 0.3}
            training:
              rounds: {{rounds}}
              roundSteps: 5
              batch: 8
              optimiser: {kind: adam, learningRate: 0.01, keepState: true}
            strategies:
              - {kind: fedavg}
              - {kind: fedyogi, serverLearningRate: 0.05}
            reporting: {bootstrap: 50}
            """);
    }

    public string StudyFile => folder.File("study.yaml");

    public string Data => folder.File("data");

    public string Output(string name) => folder.File(name);

    public string[] Simulate(string output, params string[] more) => ["simulate", StudyFile, "--data", Data, "--out", output, .. more];

    public void Dispose() => folder.Dispose();

    private static string Table(string site, int count, bool oneClass)
    {
        var random = new RandomStream(3, site, "table-consortium", 0);
        var text = new StringBuilder("id,a,b,c,y\n");
        for (var i = 0; i < count; i++)
        {
            double a = random.NextGaussian(), b = random.NextGaussian(), c = random.NextGaussian();
            var y = !oneClass && a + (0.5 * b) + (0.7 * random.NextGaussian()) > 0 ? 1 : 0;
            text.Append(CultureInfo.InvariantCulture, $"{site}{i:D3},{a:F4},{b:F4},{c:F4},{y}\n");
        }

        return text.ToString();
    }
}
