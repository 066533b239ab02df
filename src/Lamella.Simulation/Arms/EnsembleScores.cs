using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Local;

namespace Lamella.Simulation.Arms;

/// <summary>
/// The mean of the local models: of their probabilities or values; for survival, whose scores have no common scale, of predictors each
/// standardised by mean and standard deviation over its own site's training patients, two numbers that may travel with the model.
/// </summary>
internal static class EnsembleScores
{
    /// <summary>Scores [n, outputs] of <paramref name="examples"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="trainer">Predicts.</param>
    /// <param name="models">Each local model with its site's training patients, in site-id order.</param>
    /// <param name="examples">Who is scored.</param>
    public static float[] Of(TaskSpec task, LocalTrainer trainer, IReadOnlyList<(float[] Weights, IReadOnlyList<Example> Train)> models, IReadOnlyList<Example> examples)
    {
        var sum = new double[examples.Count * task.Outputs];
        foreach (var (weights, train) in models)
        {
            var scores = OutputScores.Of(task, trainer.Predict(weights, examples));
            var (mean, deviation) = task is SurvivalTask ? Moments(trainer.Predict(weights, train)) : (0.0, 1.0);
            for (var i = 0; i < sum.Length; i++)
                sum[i] += (scores[i] - mean) / deviation / models.Count;
        }

        return [.. sum.Select(s => (float)s)];
    }

    private static (double Mean, double Deviation) Moments(float[] values)
    {
        var mean = values.Average(v => (double)v);
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return (mean, deviation > 0 ? deviation : 1);
    }
}
