using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Federations;
using Lamella.Site.Local;

namespace Lamella.Simulation.Arms;

/// <summary>A federated run of the study's federation, watched: the learning curve is taken after each round.</summary>
internal sealed class FederatedArm(ArmContext context, ArmKey key, StrategySpec spec)
{
    private readonly StudyProtocol protocol = context.Study.Protocol;
    private readonly ParameterManifest shared = context.Shape.Manifest.Shared();
    private readonly RunId run = new(context.Study.ProtocolSha256, spec.Name, key.Seed);

    /// <summary>Runs what is left of the arm.</summary>
    public async Task<(ArmModel Model, FinishedRun Run)> RunAsync(CancellationToken cancellation)
    {
        var initial = context.Initial(key.Seed);
        var sites = context.Data.Training.Select(s => s.Site.Id).ToList();
        var rounds = FederatedStrategies.Create(spec).RoundsOnRecord(spec.Rounds ?? protocol.Training.Rounds, sites.Count) + (protocol.Training.EarlyStopping is null ? 0 : 1);
        Directory.CreateDirectory(context.Handlers.FolderOf(run));
        var curve = new Curve(Path.Combine(context.Handlers.FolderOf(run), "curve.csv"));
        try
        {
            var result = await context.Federation.RunAsync(
                run,
                round =>
                {
                    if (ArmContext.WantsCurvePoint(round.Round, rounds) && !curve.Has(round.Round) && context.Federation.Blobs.Contains(round.ModelSha256))
                    {
                        var weights = ModelOf(round.ModelSha256);
                        curve.Append(round.Round, context.PooledMetric(context.Handlers.TrainerOf(run, sites[0]), site => AtSite(weights, initial, sites, site)));
                    }

                    context.Progress.UnitFinished(key.Label, round.Round, rounds);
                },
                cancellation).ConfigureAwait(false);
            if (result.Status is RunStatus.Failed or RunStatus.Cancelled)
                throw Failed(result.Reason);

            var final = ModelOf(result.Model);
            var points = result.Rounds.Select(r => new CurvePoint(r.Round, r.Loss ?? double.NaN, r.HoldoutLoss, curve.At(r.Round))).ToList();
            var perSite = sites.ToImmutableDictionary(s => s, s => AtSite(final, initial, sites, s));
            var elsewhere = AtSite(final, initial, sites, default);
            return (new ArmModel(result.Rounds.Count, site => perSite.GetValueOrDefault(site, elsewhere), points), result);
        }
        finally
        {
            context.Handlers.Forget(run);
        }
    }

    private float[] ModelOf(string blob)
    {
        using var file = context.Federation.Blobs.OpenRead(blob);
        return Safetensors.Read(file, shared, blob);
    }

    /// <summary>The whole model as a site uses it: its own local parameters where it has some.</summary>
    private float[] AtSite(float[] weights, float[] initial, List<SiteId> sites, SiteId site) =>
        sites.Contains(site) ? context.Handlers.HandlerOf(run, site).WithLocalWeights(weights, initial) : [.. weights, .. initial[weights.Length..]];

    private LamellaException Failed(string reason) => new(
        ErrorCodes.QuorumMissed, $"{key.Label}: {reason}", "Mend what the sites report, or lower quorum.sites in the protocol if the study may go on without them.");
}
