using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Storage.Blobs;

namespace Lamella.Bench.Rounds;

/// <summary>
/// A federation of a few small sites, the first of them hostile, whose rounds are walked by hand: a whole federation has no way to send a poisoned update.
/// Trainer, files, validation and aggregation are the production ones.
/// </summary>
/// <param name="shape">The head.</param>
/// <param name="protocol">Task and training.</param>
/// <param name="sites">Training patients of each site.</param>
/// <param name="test">Test patients.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class PoisonedFederation(ModelShape shape, StudyProtocol protocol, IReadOnlyList<IReadOnlyList<Example>> sites, IReadOnlyList<Example> test, ulong seed)
{
    private static readonly IFederatedStrategy Strategy = FederatedStrategies.Create(new FedAvgSpec { Name = "FedAvg" });

    private readonly TrainingSpec training = protocol.Training;

    /// <summary>AUC on the test patients after the last round; null where the model came to hold values that are not finite.</summary>
    /// <param name="rule">How updates become one; null: the weighted mean.</param>
    /// <param name="poison">What the first site sends.</param>
    /// <param name="isValidated">Whether updates that are not finite or too long are set aside first.</param>
    /// <param name="folder">For files; removed afterwards.</param>
    public double? Run(AggregationSpec? rule, Poison poison, bool isValidated, string folder)
    {
        var blobs = new FileBlobStore(folder);
        var validator = new UpdateValidator(shape.Manifest, UpdateLayout.Parts(Strategy));
        var aggregator = new ModelAggregator(Strategy, AggregationRules.Create(rule), shape.Manifest, blobs);
        var schedules = sites.Select((s, i) => new BatchSchedule(seed, NameOf(i), s.Count, training.Batch)).ToList();
        var states = new OptimiserState?[sites.Count];
        var population = new Population(sites.Count, sites.Sum(s => s.Count));
        using var trainer = new LocalTrainer(shape, protocol.Task, training);
        var weights = shape.Manifest.InitialWeights(seed);
        var model = Keep(blobs, stream => Safetensors.Write(stream, shape.Manifest, weights));
        try
        {
            for (var round = 1; round <= training.Rounds; round++)
            {
                var updates = new List<CountedUpdate>();
                for (var site = 0; site < sites.Count; site++)
                {
                    var (delta, state) = Train(trainer, weights, states[site], schedules[site], site, round);
                    states[site] = state;
                    var sent = site == 0 ? PoisonedDelta.Of(delta, poison, seed, round) : delta;
                    var blob = Keep(blobs, stream => Safetensors.Write(stream, shape.Manifest, [(UpdateLayout.Delta, (ReadOnlyMemory<float>)sent)]));
                    updates.Add(new CountedUpdate(new SiteId(NameOf(site)), round, blob, sites[site].Count, 1));
                }

                model = aggregator.Aggregate(model, [], isValidated ? Valid(validator, blobs, updates) : updates, population).Model;
                using var file = blobs.OpenRead(model);
                weights = Safetensors.Read(file, shape.Manifest, "The model");
            }

            return Array.TrueForAll(weights, float.IsFinite)
                ? RocAuc.Of(trainer.Predict(weights, test), test.Select(e => e.Outcome.Value).ToArray())
                : null;
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.TrainingDiverged or ErrorCodes.ManifestMismatch)
        {
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string NameOf(int site) => $"site-{site}";

    private static string Keep(FileBlobStore blobs, Action<Stream> write)
    {
        using var writer = blobs.Create();
        write(writer);
        return writer.Commit();
    }

    /// <summary>The updates that are finite and at most as long as the rules allow.</summary>
    private static List<CountedUpdate> Valid(UpdateValidator validator, FileBlobStore blobs, List<CountedUpdate> updates)
    {
        var measured = new List<(CountedUpdate Update, double Norm)>();
        foreach (var update in updates)
        {
            try
            {
                measured.Add((update, validator.Measure(blobs, update.Update, "An update")));
            }
            catch (LamellaException fault) when (fault.Code == ErrorCodes.UpdateRefused)
            {
                // Set aside, as in a round.
            }
        }

        var norms = measured.Select(m => m.Norm).Order().ToList();
        var median = (norms[(norms.Count - 1) / 2] + norms[norms.Count / 2]) / 2;
        return [.. measured.Where(m => m.Norm <= RoundRules.DefaultNormFactor * median).Select(m => m.Update)];
    }

    private (float[] Delta, OptimiserState? State) Train(LocalTrainer trainer, float[] weights, OptimiserState? state, BatchSchedule schedule, int site, int round)
    {
        var result = trainer.Train(new TrainingJob
        {
            Weights = weights,
            State = state,
            Examples = sites[site],
            Schedule = schedule,
            FirstStep = (long)(round - 1) * training.RoundSteps,
            Steps = training.RoundSteps,
            TotalSteps = (long)training.Rounds * training.RoundSteps,
            Seed = seed,
            Stream = NameOf(site),
        });
        return ([.. result.Weights.Zip(weights, (after, before) => after - before)], training.Optimiser.KeepState ? result.State : null);
    }
}
