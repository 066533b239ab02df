using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Learning.Tasks;

/// <summary>The loss of each task.</summary>
internal static class TaskLosses
{
    /// <summary>The loss of <paramref name="task"/> with class weights (empty: 1 each).</summary>
    public static ITaskLoss Create(TaskSpec task, ImmutableArray<double> classWeights) => task switch
    {
        BinaryTask => new BinaryCrossEntropy(classWeights),
        MulticlassTask m => new CrossEntropy(m.Classes.Length, classWeights),
        RegressionTask => new SquaredError(),
        SurvivalTask { Loss: CoxLoss.BatchMean } => new CoxBatchMean(),
        SurvivalTask => new CoxBreslow(),
        _ => throw new ArgumentException($"No loss for {task.GetType().Name}.", nameof(task)),
    };
}
