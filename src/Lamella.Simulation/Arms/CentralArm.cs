using Lamella.Federation.Aggregation;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.Simulation.Arms;

/// <summary>Training in one place: a site alone, or (in simulation only) all sites' rows together. Stops and goes on at every pass.</summary>
internal sealed class CentralArm(ArmContext context, ArmKey key, IReadOnlyList<Example> train, IReadOnlyList<Example> holdout)
{
    private readonly StudyProtocol protocol = context.Study.Protocol;

    /// <summary>Runs what is left of the arm.</summary>
    public ArmModel Run(CancellationToken cancellation)
    {
        var checkpointFile = context.Folder.PathOf("state", "arms", key.FileName + ".checkpoint");
        var batch = protocol.Baselines.Batch > 0 ? protocol.Baselines.Batch : protocol.Training.Batch;
        var schedule = new BatchSchedule(key.Seed, key.Arm, train.Count, batch);
        var (units, stepsPerUnit) = Plan(schedule);
        using var trainer = context.CreateTrainer(protocol.Baselines.Optimiser ?? protocol.Training.Optimiser, batch);

        var state = ArmCheckpoint.Read(checkpointFile) ?? new ArmCheckpoint(0, 0, context.Initial(key.Seed), null, [], []);
        var stopping = protocol.Training.EarlyStopping;
        while (state.Units < units && !Stopped(state, stopping))
        {
            cancellation.ThrowIfCancellationRequested();
            double? holdoutLoss = stopping is null || holdout.Count == 0 ? null : trainer.Loss(state.Weights, holdout, cancellation);
            var best = holdoutLoss is { } loss && state.Curve.All(p => loss < p.HoldoutLoss) ? state.Weights : state.Best;
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
                    Seed = key.Seed,
                    Stream = key.Arm,
                },
                step => context.Progress.StepFinished(key.Label, key.Arm, step.Done, step.Steps),
                cancellation);
            var pooled = ArmContext.WantsCurvePoint(state.Units + 1, units) ? context.PooledMetric(trainer, _ => result.Weights) : null;
            state = new ArmCheckpoint(state.Units + 1, state.Step + result.Steps, result.Weights, result.State, best,
                [.. state.Curve, new CurvePoint(state.Units + 1, result.MeanLoss, holdoutLoss, pooled)]);
            context.Checkpoint(checkpointFile, state);
            context.Progress.UnitFinished(key.Label, state.Units, units);
        }

        // Every pass judged the weights before it; the last ones are judged here.
        var isLastBest = state.Best.Length == 0 || trainer.Loss(state.Weights, holdout, cancellation) < state.Curve.Min(p => p.HoldoutLoss);
        var weights = isLastBest ? state.Weights : state.Best;
        return new ArmModel(state.Units, _ => weights, state.Curve);
    }

    /// <summary>The baselines' own passes, or as many steps as a site takes in the federated arms.</summary>
    private (int Units, int Steps) Plan(BatchSchedule schedule) =>
        protocol.Baselines.Epochs > 0 ? (protocol.Baselines.Epochs, protocol.Training.StepsOf(1, schedule))
        : protocol.Training.RoundSteps > 0 ? (protocol.Training.Rounds, protocol.Training.RoundSteps)
        : (protocol.Training.Rounds, protocol.Training.StepsOf(protocol.Training.RoundEpochs, schedule));

    private static bool Stopped(ArmCheckpoint state, EarlyStopping? stopping)
    {
        if (stopping is null || state.Curve.Count == 0)
            return false;
        var best = state.Curve.MinBy(p => p.HoldoutLoss ?? double.PositiveInfinity)!;
        return best.HoldoutLoss is not null && state.Units - best.Unit > stopping.Patience;
    }
}
