using Lamella.Coordinator.Rounds;
using Lamella.Coordinator.Storage;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.Coordinator.Tests.Rounds;

/// <summary>A coordinator on a real folder with scripted sites.</summary>
internal sealed class ScriptedFederation : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static ParameterManifest Manifest { get; } = new([new ParameterSpec("w", [7], InitLaw.Uniform, 1)]);

    public StrategySpec Spec { get; init; } = new FedAvgSpec { Name = "FedAvg" };

    public int Quorum { get; init; } = 3;

    public int Rounds { get; init; } = 4;

    public int? Patience { get; init; }

    public IReadOnlyList<ISiteLink> Sites { get; set; } = [Site("a", 10), Site("b", 20), Site("c", 30)];

    public string JournalPath => folder.File("rounds.jsonl");

    public static ScriptedSite Site(string id, long samples) => new(id, samples, Manifest);

    public Task<RunResult> RunAsync(Action<RoundRecord>? finished = null, CancellationToken cancellation = default)
    {
        var strategy = FederatedStrategies.Create(Spec);
        var plan = new RunPlan
        {
            Run = new RunId(new string('0', 64), Spec.Name, 1),
            Strategy = strategy,
            Manifest = Manifest,
            TotalRounds = strategy.RoundsOnRecord(Rounds, Sites.Count),
            VisitsPerSite = Rounds,
            Quorum = Quorum,
            Population = new Population(Sites.Count, Sites.Sum(s => s.Samples)),
            Patience = Patience,
        };
        var run = new FederatedRun(plan, Sites, new BlobStore(folder.File("blobs")), new RunJournal(JournalPath));
        return run.RunAsync(Manifest.InitialWeights(1), finished, cancellation);
    }

    public int BlobCount() => Directory.EnumerateFiles(folder.File("blobs"), "*", SearchOption.AllDirectories).Count();

    public void Dispose() => folder.Dispose();
}
