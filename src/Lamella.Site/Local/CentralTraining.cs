using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;

namespace Lamella.Site.Local;

/// <summary>
/// Training in one place: a site alone, at home or in simulation, or (in simulation only) all sites' rows together. Stops and goes on at every pass; the
/// same arm and seed give the same bytes wherever it is trained.
/// </summary>
/// <param name="protocol">The study.</param>
/// <param name="shape">The head for its inputs.</param>
/// <param name="arm">Name of the arm, which keys its batches and dropout; see <see cref="Federation.Metrics.ArmNames"/>.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="patients">Whom it trains on.</param>
/// <param name="bags">Bags shared with other trainers; null: a cache of its own.</param>
public sealed class CentralTraining(StudyProtocol protocol, ModelShape shape, string arm, ulong seed, SiteExamples patients, BagCache? bags = null)
{
    /// <summary>Trains what is left.</summary>
    /// <param name="checkpointFile">Where it left off; written after every pass.</param>
    /// <param name="watch">Told what happens.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>Weights [total count], passes taken and their curve.</returns>
    public (float[] Weights, int Units, IReadOnlyList<CurvePoint> Curve) Run(string checkpointFile, ICentralWatch watch, CancellationToken cancellation)
    {
        var (train, holdout) = (patients.Train, patients.Holdout);
        var batch = protocol.Baselines.Batch > 0 ? protocol.Baselines.Batch : protocol.Training.Batch;
        var schedule = new BatchSchedule(seed, arm, train.Count, batch);
        var (units, stepsPerUnit) = Plan(schedule);
        using var trainer = new LocalTrainer(
            shape, protocol.Task, protocol.Training with { Batch = batch }, protocol.Baselines.Optimiser ?? protocol.Training.Optimiser, LearningOptions.Default, bags);

        var state = TrainingCheckpoint.Read(checkpointFile) ?? new TrainingCheckpoint(0, 0, shape.Manifest.InitialWeights(seed), null, [], []);
        var stopping = protocol.Training.EarlyStopping;
        while (state.Units < units && !Stopped(state, stopping))
        {
            cancellation.ThrowIfCancellationRequested();
            double? holdoutLoss = stopping is null || holdout.Count == 0 ? null : trainer.Loss(state.Weights, holdout, cancellation);
            var best = holdoutLoss is { } loss && state.Curve.All(p => loss < p.HoldoutLoss) ? state.Weights : state.Best;
            var before = state.Units * stepsPerUnit;
            var result = trainer.Train(
                new TrainingJob
                {
                    Weights = state.Weights,
                    State = state.Optimiser,
                    Examples = train,
                    Schedule = schedule,
                    FirstStep = state.Step,
                    Steps = stepsPerUnit,
                    TotalSteps = (long)units * stepsPerUnit,
                    Correction = LocalCorrection.None,
                    Seed = seed,
                    Stream = arm,
                },
                step => watch.Stepped(step, before, units * stepsPerUnit),
                cancellation);
            var measured = watch.Measure(state.Units + 1, units, trainer, result.Weights);
            state = new TrainingCheckpoint(state.Units + 1, state.Step + result.Steps, result.Weights, result.State, best,
                [.. state.Curve, new CurvePoint(state.Units + 1, result.MeanLoss, holdoutLoss, measured)]);
            watch.Keep(checkpointFile, state);
            watch.UnitFinished(state.Units, units);
        }

        // Every pass judged the weights before it; the last ones are judged here.
        var isLastBest = state.Best.Length == 0 || trainer.Loss(state.Weights, holdout, cancellation) < state.Curve.Min(p => p.HoldoutLoss);
        return (isLastBest ? state.Weights : state.Best, state.Units, state.Curve);
    }

    /// <summary>The baselines' own passes, or as many steps as a site takes in the federated arms.</summary>
    private (int Units, int Steps) Plan(BatchSchedule schedule) =>
        protocol.Baselines.Epochs > 0 ? (protocol.Baselines.Epochs, protocol.Training.StepsOf(1, schedule))
        : protocol.Training.RoundSteps > 0 ? (protocol.Training.Rounds, protocol.Training.RoundSteps)
        : (protocol.Training.Rounds, protocol.Training.StepsOf(protocol.Training.RoundEpochs, schedule));

    private static bool Stopped(TrainingCheckpoint state, EarlyStopping? stopping)
    {
        if (stopping is null || state.Curve.Count == 0)
            return false;
        var best = state.Curve.MinBy(p => p.HoldoutLoss ?? double.PositiveInfinity)!;
        return best.HoldoutLoss is not null && state.Units - best.Unit > stopping.Patience;
    }
}
