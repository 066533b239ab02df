using System.Globalization;
using System.Text;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Processes.Canaries;

/// <summary>Three hospitals whose every name that must not leave is a word found nowhere else: patients, ids, files, folders, columns and values.</summary>
internal sealed class CanaryHospitals : IDisposable
{
    private const int Dimension = 6;

    private static readonly FeatureContract Contract = new() { EncoderSha256 = "builtin:test:1", MicronsPerPixel = 0.5, TileSize = 224, Preprocessing = "none", Dimension = Dimension };

    private readonly TemporaryFolder folder = new();

    public CanaryHospitals()
    {
        foreach (var site in DeployedConsortium.Sites)
        {
            Directory.CreateDirectory(folder.File("data", site, "zebrafolder"));
            File.WriteAllText(folder.File("data", site, "map.yaml"), """
                tables:
                  - {file: zebratable.csv, patient: zebranumber}
                columns: {a: zebracolumn, y: zebraoutcome}
                codes: {y: {zebrayes: 1, zebrano: 0}}
                bags: zebrafolder
                """);
            WriteTable(site, "");
            for (var i = 0; i < Patients; i++)
                WriteBag(site, i);
        }

        File.WriteAllText(StudyFile, """
            study: small
            title: Three hospitals with secrets
            seeds: [1]
            sites: [{id: north}, {id: south}, {id: west}]
            dictionary:
              - {name: a, meaning: a number, type: number, knownAt: diagnosis}
              - {name: y, meaning: outcome, type: code, codes: [0, 1], knownAt: later}
            task: {kind: binary, outcome: y, positive: 1}
            inputs: {clinical: all, standardise: federated, bags: {dimension: 6}, fusion: late}
            split: {kind: seeded, testShare: 0.4}
            model: {head: deepmil, width: 8, attention: 8, hidden: [6]}
            training: {rounds: 3, roundSteps: 3, batch: 4, optimiser: {kind: adam, learningRate: 0.01}}
            strategies: [{kind: fedavg}]
            quorum: {sites: 2, required: [west]}
            reporting: {bootstrap: 20}
            """);
    }

    /// <summary>How many a site has.</summary>
    public static int Patients => 30;

    public string StudyFile => folder.File("study.yaml");

    public string Data => folder.File("data");

    /// <summary>What must not be found in anything that leaves.</summary>
    public IEnumerable<string> Secrets()
    {
        yield return "zebra";
        yield return folder.FullName;
        foreach (var site in DeployedConsortium.Sites)
        {
            for (var i = 0; i < Patients; i++)
                yield return Id(site, i);
        }
    }

    /// <summary>Writes a site's table, with a cell in it that no study can use; an empty one for none.</summary>
    public void WriteTable(string site, string badCell)
    {
        var random = new RandomStream(5, site, "canaries", 0);
        var text = new StringBuilder("zebranumber,zebraname,zebracolumn,zebraoutcome\n");
        for (var i = 0; i < Patients; i++)
        {
            var value = i == 0 && badCell.Length > 0 ? badCell : random.NextGaussian().ToString("F4", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{Id(site, i)},Zebra {site} the {i}th,{value},{(i % 2 == 0 ? "zebrayes" : "zebrano")}\n");
        }

        File.WriteAllText(folder.File("data", site, "zebratable.csv"), text.ToString());
    }

    public void Dispose() => folder.Dispose();

    private static string Id(string site, int patient) => string.Create(CultureInfo.InvariantCulture, $"zq{site[0]}{7_310_000 + (patient * 37)}");

    private void WriteBag(string site, int patient)
    {
        var random = new RandomStream(1, site, "canary-bags", (ulong)patient);
        var features = new float[5 * Dimension];
        for (var i = 0; i < features.Length; i++)
            features[i] = (float)random.NextGaussian();
        BagFile.Write(folder.File("data", site, "zebrafolder", $"{Id(site, patient)}.h5"), new FeatureBag(Id(site, patient), 5, features, Contract));
    }
}
