using System.Runtime.InteropServices;
using Lamella.Bench.Limits;
using Lamella.Bench.Measuring;
using Lamella.Coordinator.Rounds;
using Lamella.Coordinator.Storage;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Bench.Rounds;

/// <summary>FedAvg over 10 updates of 25 M parameters from files, beside reading and copying the same bytes.</summary>
internal sealed class AveragingBenchmark : IBenchmark
{
    private const int Sites = 10;
    private const int Parameters = 25_000_000;
    private const int Repeats = 5;

    public string Name => "averaging";

    public string Summary => "averaging 10 updates of 25 M parameters from files, against reading and copying the same bytes";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var manifest = new ParameterManifest([new ParameterSpec("w", [Parameters], InitLaw.Uniform, 1)]);
        var blobs = new BlobStore(scratch);
        var model = WriteBlob(blobs, manifest, "", 1);
        var run = new RunId(new string('0', 64), "fedavg", 1);
        var updates = Enumerable.Range(0, Sites)
            .Select(site => new ReceivedUpdate(
                new UpdateReport(new SiteId($"site-{site}"), run, 1, model, "", 0, Samples: 100 + site, Steps: 1, Loss: 0),
                WriteBlob(blobs, manifest, UpdateLayout.Parts(FederatedStrategies.Create(Strategy))[0], site)))
            .ToList();
        var aggregator = new ModelAggregator(FederatedStrategies.Create(Strategy), manifest, blobs);
        var files = updates.Select(u => Path.Combine(scratch, u.Blob[..2], u.Blob)).ToList();
        var population = new Population(Sites, updates.Sum(u => u.Report.Samples));

        PeakMemory.TryReset();
        var rates = Alternated.Measure(
            Repeats,
            ours: () =>
            {
                aggregator.Aggregate(model, [], updates, population);
                return (double)Sites * Parameters * sizeof(float);
            },
            limit: () => MachineLimits.ReadAndCopy(files));
        return
        [
            BenchmarkRow.OfLimit("averaging/rate", rates.Per(1e9), "GB/s", leastRatio: 0.5),
            BenchmarkRow.AtMost("averaging/peak-memory", PeakMemory.Mebibytes(), "MiB", most: 200 + (8 * Sites)),
        ];
    }

    private static FedAvgSpec Strategy { get; } = new() { Name = "FedAvg" };

    /// <summary>Values that are all different from zero and cheap to make, written in slices so that the peak is the aggregation's own.</summary>
    private static string WriteBlob(BlobStore blobs, ParameterManifest manifest, string part, int seed)
    {
        using var writer = blobs.Create();
        var name = part.Length > 0 ? $"{part}/w" : "w";
        writer.Write(SafetensorsHeader.Encode([(name, manifest.Parameters[0].Shape)]));
        var slice = new float[1 << 18];
        for (var from = 0; from < Parameters; from += slice.Length)
        {
            for (var i = 0; i < slice.Length; i++)
                slice[i] = 1e-3f * (1 + ((from + i + seed) & 1023));
            writer.Write(MemoryMarshal.AsBytes(slice.AsSpan(0, Math.Min(slice.Length, Parameters - from))));
        }

        return writer.Commit();
    }
}
