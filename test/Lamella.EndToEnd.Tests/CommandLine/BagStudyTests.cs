using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.CommandLine;

/// <summary>Bags that must not be trained on, as a study meets them.</summary>
public sealed class BagStudyTests : IDisposable
{
    private static readonly FeatureContract Contract = new() { EncoderSha256 = "builtin:test:1", MicronsPerPixel = 0.5, TileSize = 224, Preprocessing = "none", Dimension = 6 };
    private readonly TemporaryFolder folder = new();

    public BagStudyTests()
    {
        foreach (var site in new[] { "north", "south" })
        {
            Directory.CreateDirectory(folder.File("data", site, "bags"));
            File.WriteAllText(folder.File("data", site, "map.yaml"), "tables:\n  - {file: table.csv, patient: id}\nbags: bags\n");
            File.WriteAllLines(folder.File("data", site, "table.csv"), Enumerable.Range(0, 12).Select(i => $"{site}{i},{i % 2}").Prepend("id,y"));
            for (var i = 0; i < 12; i++)
                WriteBag(site, i, Contract);
        }

        File.WriteAllText(folder.File("study.yaml"), """
            study: bags
            title: Two hospitals with bags
            seeds: [1]
            sites: [{id: north}, {id: south}]
            dictionary:
              - {name: y, meaning: outcome, type: code, codes: [0, 1], knownAt: later}
            task: {kind: binary, outcome: y, positive: 1}
            inputs: {bags: {dimension: 6}}
            split: {kind: seeded, testShare: 0.3}
            model: {head: deepmil, width: 8, attention: 8, hidden: [6]}
            training: {rounds: 2, roundSteps: 3, batch: 4, optimiser: {kind: adam, learningRate: 0.01}}
            strategies: [{kind: fedavg}]
            reporting: {bootstrap: 20}
            """);
    }

    [Fact]
    public async Task Sites_with_different_contracts_are_refused_before_training_and_site_and_field_are_named()
    {
        for (var i = 0; i < 12; i++)
            WriteBag("south", i, Contract with { MicronsPerPixel = 0.25 });
        var (exit, _, errors) = await SimulateAsync("out");
        Assert.Equal(1, exit);
        Assert.StartsWith("LML3002", errors, StringComparison.Ordinal);
        Assert.Contains("south", errors, StringComparison.Ordinal);
        Assert.Contains("um/px", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public async Task A_cut_off_bag_is_refused_with_its_code()
    {
        var bag = folder.File("data", "south", "bags", "south3.h5");
        await File.WriteAllBytesAsync(bag, (await File.ReadAllBytesAsync(bag, TestContext.Current.CancellationToken))[..300], TestContext.Current.CancellationToken);
        var (exit, _, errors) = await SimulateAsync("out");
        Assert.Equal(1, exit);
        Assert.StartsWith("LML3001", errors, StringComparison.Ordinal);
        Assert.Contains("south3.h5", errors.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feature_that_is_not_a_number_stops_the_study_with_its_code_and_no_results()
    {
        // Our own writer refuses a NaN, so the file is written with a mark that is then overwritten.
        const float mark = 12345.5f;
        WriteBag("south", 3, Contract, mark);
        var bag = folder.File("data", "south", "bags", "south3.h5");
        var bytes = await File.ReadAllBytesAsync(bag, TestContext.Current.CancellationToken);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.AsSpan().IndexOf(BitConverter.GetBytes(mark)));
        await File.WriteAllBytesAsync(bag, bytes, TestContext.Current.CancellationToken);
        var (exit, _, errors) = await SimulateAsync("out");
        Assert.Equal(1, exit);
        Assert.StartsWith("LML3003", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out", "results.json")));
    }

    [Fact]
    public async Task Bags_made_anew_with_another_encoder_do_not_go_on_in_the_same_folder()
    {
        Assert.Equal(0, (await SimulateAsync("out")).Exit);
        foreach (var site in new[] { "north", "south" })
        {
            for (var i = 0; i < 12; i++)
                WriteBag(site, i, Contract with { MicronsPerPixel = 0.25 });
        }

        var (exit, _, errors) = await SimulateAsync("out");
        Assert.Equal(1, exit);
        Assert.StartsWith("LML5001", errors, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<(int Exit, string Output, string Errors)> SimulateAsync(string output) =>
        LamellaProcess.RunAsync("simulate", folder.File("study.yaml"), "--data", folder.File("data"), "--out", folder.File(output));

    private void WriteBag(string site, int patient, FeatureContract contract, float first = 0)
    {
        var random = new RandomStream(1, site, "bag-study", (ulong)patient);
        var features = new float[5 * contract.Dimension];
        for (var i = 0; i < features.Length; i++)
            features[i] = (float)random.NextGaussian();
        features[0] = first;
        BagFile.Write(folder.File("data", site, "bags", $"{site}{patient}.h5"), new FeatureBag($"{site}{patient}", 5, features, contract));
    }
}
