using System.Collections.Immutable;
using Lamella.Coordinator.Rounds;
using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Arms;

/// <summary>A federated run with every site in this process: the production runner and handlers, joined by calls instead of lines.</summary>
internal sealed class FederatedArm(ArmContext context, ArmKey key, StrategySpec spec)
{
    private readonly StudyProtocol protocol = context.Study.Protocol;

    /// <summary>Runs what is left of the arm.</summary>
    public async Task<(ArmModel Model, RunResult Run)> RunAsync(CancellationToken cancellation)
    {
        var folder = context.Folder.PathOf("state", "runs", key.FileName, "rounds.jsonl");
        var runFolder = Path.GetDirectoryName(folder)!;
        var strategy = FederatedStrategies.Create(spec);
        var optimiser = spec.Optimiser ?? protocol.Training.Optimiser;
        var shared = context.Shape.Manifest.Shared();
        var initial = context.Initial(key.Seed);
        var run = new RunId(context.Study.ProtocolSha256, spec.Name, key.Seed);
        var rounds = spec.Rounds ?? protocol.Training.Rounds;

        var sites = context.Data.Training.Select(data => new SimulatedSite(
            new SitePlan
            {
                Site = data.Site.Id,
                Run = run,
                Strategy = strategy,
                Manifest = context.Shape.Manifest,
                Training = protocol.Training,
                Optimiser = optimiser,
                Patients = data.Train,
                Holdout = data.Holdout,
            },
            context.CreateTrainer(optimiser, protocol.Training.Batch),
            Path.Combine(runFolder, "sites", data.Site.Id.Value),
            context,
            key.Label)).ToList();
        try
        {
            var plan = new RunPlan
            {
                Run = run,
                Strategy = strategy,
                Manifest = shared,
                // With early stopping a round judges the model before it, so one more round judges the last.
                TotalRounds = strategy.RoundsOnRecord(rounds, sites.Count) + (protocol.Training.EarlyStopping is null ? 0 : 1),
                VisitsPerSite = rounds,
                Quorum = Quorum.Needed(protocol),
                Population = new Population(sites.Count, sites.Sum(s => s.Samples)),
                Patience = protocol.Training.EarlyStopping?.Patience,
            };
            var blobs = new BlobStore(Path.Combine(runFolder, "blobs"));
            var curve = new Curve(Path.Combine(runFolder, "curve.csv"));
            float[] ModelOf(string blob)
            {
                using var file = blobs.Open(blob);
                return Safetensors.Read(file, shared, blob);
            }

            float[] AtSite(float[] sharedWeights, SiteId site) =>
                sites.FirstOrDefault(s => s.Site == site)?.WithLocalWeights(sharedWeights, initial) ?? [.. sharedWeights, .. initial[sharedWeights.Length..]];

            var result = await new FederatedRun(plan, sites, blobs, new RunJournal(folder)).RunAsync(
                initial.AsMemory(0, shared.TotalCount),
                record =>
                {
                    var round = record.Outcome;
                    if (ArmContext.WantsCurvePoint(round.Round, plan.TotalRounds) && !curve.Has(round.Round))
                    {
                        var weights = ModelOf(round.ModelSha256);
                        curve.Append(round.Round, context.PooledMetric(sites[0].Trainer, site => AtSite(weights, site)));
                    }

                    context.Progress.UnitFinished(key.Label, round.Round, plan.TotalRounds);
                },
                cancellation).ConfigureAwait(false);
            if (result.Status == RunStatus.Failed)
                throw Failed(result.Rounds[^1]);

            var final = ModelOf(result.Model);
            var points = result.Rounds.Select(r => new CurvePoint(r.Round, r.Loss, r.HoldoutLoss, curve.At(r.Round))).ToList();
            var perSite = sites.ToImmutableDictionary(s => s.Site, s => AtSite(final, s.Site));
            var elsewhere = AtSite(final, default);
            return (new ArmModel(result.Rounds.Count, site => perSite.GetValueOrDefault(site, elsewhere), points), result);
        }
        finally
        {
            foreach (var site in sites)
                site.Dispose();
        }
    }

    private LamellaException Failed(RoundOutcome round)
    {
        var reasons = string.Join("; ", round.Sites.Where(s => s.Kind != ParticipationKind.Contributed).Select(s => $"{s.Site}: {s.Reason}"));
        return new LamellaException(ErrorCodes.QuorumMissed, $"{key.Label}: round {round.Round} missed its quorum ({reasons}).",
            "Mend what the sites report, or lower quorum.sites in the protocol if the study may go on without them.");
    }
}
