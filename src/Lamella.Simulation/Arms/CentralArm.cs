using Lamella.Learning.Training;
using Lamella.Site.Local;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Arms;

/// <summary>Training in one place as an arm of a study: watched, with a learning curve on the pooled test patients.</summary>
internal sealed class CentralArm(ArmContext context, ArmKey key, SiteExamples patients) : ICentralWatch
{
    /// <summary>Runs what is left of the arm.</summary>
    public ArmModel Run(CancellationToken cancellation)
    {
        var training = new CentralTraining(context.Study.Protocol, context.Shape, key.Arm, key.Seed, patients, context.Bags);
        var (weights, units, curve) = training.Run(context.Folder.PathOf("state", "arms", key.FileName + ".checkpoint"), this, cancellation);
        return new ArmModel(units, _ => weights, curve);
    }

    /// <inheritdoc />
    public void Stepped(StepProgress step, int before, int total) => context.Progress.StepFinished(key.Label, key.Arm, step.Done, step.Steps);

    /// <inheritdoc />
    public void Keep(string file, TrainingCheckpoint checkpoint) => context.Checkpoint(file, checkpoint);

    /// <inheritdoc />
    public double? Measure(int unit, int units, LocalTrainer trainer, float[] weights) =>
        ArmContext.WantsCurvePoint(unit, units) ? context.PooledMetric(trainer, _ => weights) : null;

    /// <inheritdoc />
    public void UnitFinished(int unit, int units) => context.Progress.UnitFinished(key.Label, unit, units);
}
