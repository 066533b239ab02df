using Lamella.Learning.Training;

namespace Lamella.Site.Local;

/// <summary>Who watches a training in one place. Nothing here changes what is trained.</summary>
public interface ICentralWatch
{
    /// <summary>A step is done.</summary>
    /// <param name="step">The step within its pass.</param>
    /// <param name="before">Steps of the passes before.</param>
    /// <param name="total">Steps of all passes.</param>
    void Stepped(StepProgress step, int before, int total);

    /// <summary>Keeps a checkpoint, whole or not at all.</summary>
    void Keep(string file, TrainingCheckpoint checkpoint);

    /// <summary>A point of the curve on test patients, after a pass; null where none is taken.</summary>
    double? Measure(int unit, int units, LocalTrainer trainer, float[] weights) => null;

    /// <summary>A pass is done and kept.</summary>
    void UnitFinished(int unit, int units)
    {
    }
}
