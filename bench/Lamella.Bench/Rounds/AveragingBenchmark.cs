using System.Runtime.InteropServices;
using Lamella.Bench.Limits;
using Lamella.Bench.Measuring;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;

namespace Lamella.Bench.Rounds;

/// <summary>A round's updates of 25 M parameters (100 MB) each brought together from files, beside reading, hashing and copying the same bytes.</summary>
/// <param name="sites">Number of updates.</param>
/// <param name="rule">How they are brought together; null: the weighted mean.</param>
/// <param name="name">Name of the rule.</param>
internal sealed class AveragingBenchmark(int sites, AggregationSpec? rule, string name) : IBenchmark
{
    private const int Parameters = 25_000_000;

    public string Name => $"averaging-{name}-{sites}";

    public string Summary => $"{name} of {sites} updates of 100 MB from files, against reading, hashing and copying the same bytes";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        var manifest = new ParameterManifest([new ParameterSpec("w", [Parameters], InitLaw.Uniform, 1)]);
        var blobs = new FileBlobStore(scratch);
        var model = WriteBlob(blobs, manifest, "", 1);
        var updates = Enumerable.Range(0, sites)
            .Select(site => new CountedUpdate(new SiteId($"site-{site:D2}"), 1, WriteBlob(blobs, manifest, UpdateLayout.Delta, site), 100 + site, 1))
            .ToList();
        var aggregator = new ModelAggregator(FederatedStrategies.Create(Strategy), AggregationRules.Create(rule), manifest, blobs);
        var files = updates.Select(u => Path.Combine(scratch, u.Update[..2], u.Update)).ToList();
        var population = new Population(sites, updates.Sum(u => u.Samples));

        PeakMemory.TryReset();
        var rates = Alternated.Measure(
            sites > 16 ? 2 : 3,
            ours: () =>
            {
                aggregator.Aggregate(model, [], updates, population);
                return (double)sites * Parameters * sizeof(float);
            },
            limit: () => MachineLimits.ReadHashAndCopy(files, threads: 1));
        return
        [
            BenchmarkRow.OfLimit($"{Name}/rate", rates.Per(1e9), "GB/s", leastRatio: rule is null ? 0.5 : 0),
            BenchmarkRow.AtMost($"{Name}/peak-memory", PeakMemory.Mebibytes(), "MiB", most: 200 + (8 * sites)),
        ];
    }

    private static FedAvgSpec Strategy { get; } = new() { Name = "FedAvg" };

    /// <summary>Values that are all different from zero and cheap to make, written in slices so that the peak is the aggregation's own.</summary>
    private static string WriteBlob(FileBlobStore blobs, ParameterManifest manifest, string part, int seed)
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
