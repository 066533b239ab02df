using System.Diagnostics;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Rounds;

public class ModelAggregatorTests
{
    private const int Size = (2 * ModelAggregator.SliceLength) + 12_345;
    private const string HashFile = "LAMELLA_TEST_AGGREGATE_HASH_FILE";
    private static readonly ParameterManifest Manifest = new([new ParameterSpec("w", [Size], InitLaw.Uniform, 1)]);

    public static TheoryData<StrategySpec> Strategies =>
    [
        new FedAvgSpec { Name = "FedAvg" },
        new FedAdamSpec { Name = "FedAdam", ServerLearningRate = 0.1 },
        new ScaffoldSpec { Name = "Scaffold", Weighting = ScaffoldWeighting.Samples },
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Files_in_slices_give_what_the_rule_gives_on_whole_arrays(StrategySpec spec)
    {
        var strategy = FederatedStrategies.Create(spec);
        using var folder = new TemporaryFolder();
        var (model, _) = Aggregate(strategy, new FileBlobStore(folder.FullName), out var store);

        double[] mean = new double[Size], control = strategy.HasControl ? new double[Size] : [];
        for (var site = 0; site < 3; site++)
        {
            WeightedSum.Add(mean, Values(site), strategy.Weights(Contributions)[site]);
            if (strategy.HasControl)
                WeightedSum.Add(control, Values(site + 10), strategy.ControlWeights(Contributions, new Population(3, 60))[site]);
        }

        var state = Enumerable.Range(0, strategy.ServerStateVectors).Select(v =>
        {
            var values = new float[Size];
            Array.Fill(values, (float)strategy.InitialServerState(v));
            return (Memory<float>)values;
        }).ToArray();
        var expected = new float[Size];
        strategy.Apply(Manifest.InitialWeights(1), mean, control, state, expected);
        using var file = store.OpenRead(model);
        Assert.Equal(expected, Safetensors.Read(file, Manifest, "model"));
    }

    [Fact]
    public void Aggregation_gives_the_same_bytes_with_hardware_intrinsics_off()
    {
        using var folder = new TemporaryFolder();
        string Hash(bool intrinsics)
        {
            var file = folder.File(intrinsics ? "on" : "off");
            var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"{typeof(ModelAggregatorTests).FullName}.{nameof(Probe_for_a_child_process)}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
                start.ArgumentList.Insert(0, typeof(ModelAggregatorTests).Assembly.Location);
            start.Environment[HashFile] = file;
            start.Environment["DOTNET_EnableHWIntrinsic"] = intrinsics ? "1" : "0";
            using var process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return File.ReadAllText(file);
        }

        var off = Hash(intrinsics: false);
        Assert.StartsWith("accelerated False", off, StringComparison.Ordinal);
        Assert.Equal(Hash(intrinsics: true)[^64..], off[^64..]);
    }

    [Fact]
    public void Probe_for_a_child_process()
    {
        if (Environment.GetEnvironmentVariable(HashFile) is not { } file)
            return;
        using var folder = new TemporaryFolder();
        var hashes = Strategies.Select(s => Aggregate(FederatedStrategies.Create(s.Data), new FileBlobStore(folder.FullName), out _).Model);
        var text = string.Concat(hashes);
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        File.WriteAllText(file, $"accelerated {System.Numerics.Vector.IsHardwareAccelerated} {digest}");
    }

    private static readonly Contribution[] Contributions = [new(new SiteId("a"), 10), new(new SiteId("b"), 20), new(new SiteId("c"), 30)];

    private static (string Model, System.Collections.Immutable.ImmutableArray<string> State) Aggregate(IFederatedStrategy strategy, FileBlobStore blobs, out FileBlobStore store)
    {
        store = blobs;
        string Blob(IReadOnlyList<(string, ReadOnlyMemory<float>)> parts)
        {
            using var writer = blobs.Create();
            Safetensors.Write(writer, Manifest, parts);
            return writer.Commit();
        }

        var aggregator = new ModelAggregator(strategy, AggregationRules.Create(null), Manifest, blobs);
        var model = Blob([("", Manifest.InitialWeights(1))]);
        var updates = Contributions.Select((c, site) => new CountedUpdate(
            c.Site, 1, Blob(strategy.HasControl ? [("delta", Values(site)), ("control", Values(site + 10))] : [("delta", Values(site))]), c.Samples, 1)).ToList();
        return aggregator.Aggregate(model, aggregator.InitialServerState(), updates, new Population(3, 60));
    }

    private static float[] Values(int stream)
    {
        var random = new RandomStream(9, "", "aggregator-test", (ulong)stream);
        var values = new float[Size];
        foreach (ref var v in values.AsSpan())
            v = (float)(random.NextDouble() - 0.5);
        return values;
    }
}
