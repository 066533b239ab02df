using Lamella.Federation.Studies;
using Lamella.Learning.Tasks;
using Lamella.Learning.Training;

namespace Lamella.Learning.Tests.Tasks;

/// <summary>Losses against numbers worked by hand, and gradients against finite differences.</summary>
public sealed class LossTests
{
    [Fact]
    public void Binary_cross_entropy_of_two_patients_by_hand()
    {
        // z = 0, y = 1: log 2. z = log 3, y = 0: log(1 + 3) = log 4. Mean (log 2 + log 4) / 2.
        var gradient = new float[2];
        var loss = Evaluate(Fixtures.Binary, [], [0, MathF.Log(3)], [new(1), new(0)], gradient);
        Assert.Equal(1.5 * Math.Log(2), loss, 1e-6);
        Assert.Equal(-0.25, gradient[0], 1e-6);
        Assert.Equal(0.375, gradient[1], 1e-6);
    }

    [Fact]
    public void Class_weights_weigh_and_normalise()
    {
        // Weights 1 (negative) and 3 (positive): (3 log 2 + 1 log 4) / 4.
        var loss = Evaluate(Fixtures.Binary, [1, 3], [0, MathF.Log(3)], [new(1), new(0)], new float[2]);
        Assert.Equal(1.25 * Math.Log(2), loss, 1e-6);
    }

    [Fact]
    public void Extreme_logits_stay_finite()
    {
        Assert.Equal(500, Evaluate(Fixtures.Binary, [], [1000, -1000], [new(0), new(0)], new float[2]), 1e-6);
        Assert.True(double.IsFinite(Evaluate(Fixtures.Survival, [], [1000, -1000], [new(1, 2), new(1, 1)], new float[2])));
    }

    [Fact]
    public void Cross_entropy_of_three_classes_by_hand()
    {
        // Logits log 1, log 2, log 1 with class 1: -log(2 / 4) = log 2; gradient is softmax minus one-hot.
        var gradient = new float[3];
        var loss = Evaluate(new MulticlassTask("o", ["a", "b", "c"]), [], [0, MathF.Log(2), 0], [new(1)], gradient);
        Assert.Equal(Math.Log(2), loss, 1e-6);
        Assert.Equal([0.25f, -0.5f, 0.25f], gradient.Select(g => MathF.Round(g, 5)));
    }

    [Fact]
    public void Squared_error_by_hand()
    {
        var gradient = new float[2];
        Assert.Equal(2.5, Evaluate(new RegressionTask("o"), [], [1, 4], [new(2), new(2)], gradient), 1e-6);
        Assert.Equal([-1f, 2f], gradient);
    }

    [Fact]
    public void Breslow_with_a_tie_by_hand()
    {
        // Times 1, 2, 2, 3; events at 1, both at 2, none at 3; all scores 0. Risk sets 4, 3, 3: (log 4 + 2 log 3) / 3 events.
        Outcome[] outcomes = [new(1, 1), new(1, 2), new(1, 2), new(0, 3)];
        var gradient = new float[4];
        Assert.Equal((Math.Log(4) + 2 * Math.Log(3)) / 3, Evaluate(Fixtures.Survival, [], [0, 0, 0, 0], outcomes, gradient), 1e-6);
        // Patient at 1 is in the first risk set only: (1/4 - 1) / 3. A tied one is in all three: (1/4 + 2/3 - 1) / 3. The last: (1/4 + 2/3) / 3.
        Assert.Equal(-0.25, gradient[0], 1e-6);
        Assert.Equal((0.25 + 2.0 / 3 - 1) / 3, gradient[1], 1e-6);
        Assert.Equal(gradient[1], gradient[2]);
        Assert.Equal((0.25 + 2.0 / 3) / 3, gradient[3], 1e-6);
    }

    [Fact]
    public void Breslow_without_events_is_zero()
    {
        var gradient = new float[] { 9, 9 };
        Assert.Equal(0, Evaluate(Fixtures.Survival, [], [1, 2], [new(0, 1), new(0, 2)], gradient));
        Assert.Equal([0f, 0f], gradient);
    }

    [Fact]
    public void Batch_mean_form_by_hand()
    {
        // Falling time: rows 2 (t 5, event), 0 (t 3, event), 1 (t 3, censored); scores 0. Terms 0, log 2, none; mean over 3 rows.
        Outcome[] outcomes = [new(1, 3), new(0, 3), new(1, 5)];
        var task = Fixtures.Survival with { Loss = CoxLoss.BatchMean };
        Assert.Equal(Math.Log(2) / 3, Evaluate(task, [], [0, 0, 0], outcomes, new float[3]), 1e-6);
    }

    [Fact]
    public void Gradients_are_the_slopes_of_the_losses()
    {
        float[] scores = [0.3f, -1.2f, 2.1f, 0.7f, 0.7f, -0.4f];
        Outcome[] outcomes = [new(1, 4), new(0, 2), new(1, 2), new(1, 7), new(0, 1), new(1, 2)];
        TaskSpec[] tasks = [Fixtures.Binary, Fixtures.Survival, Fixtures.Survival with { Loss = CoxLoss.BatchMean }, new RegressionTask("o"), new MulticlassTask("o", ["a", "b"])];
        foreach (var task in tasks)
        {
            var observed = outcomes[..(scores.Length / task.Outputs)];
            var gradient = new float[scores.Length];
            Evaluate(task, [], scores, observed, gradient);
            for (var i = 0; i < scores.Length; i++)
            {
                const float h = 1f / 256;
                float[] up = [.. scores], down = [.. scores];
                up[i] += h;
                down[i] -= h;
                var slope = (Evaluate(task, [], up, observed, new float[scores.Length]) - Evaluate(task, [], down, observed, new float[scores.Length])) / (2 * h);
                Assert.Equal(slope, gradient[i], 1e-4);
            }
        }
    }

    private static double Evaluate(TaskSpec task, double[] classWeights, float[] outputs, Outcome[] outcomes, float[] gradient)
    {
        var loss = TaskLosses.Create(task, [.. classWeights]);
        return loss.Evaluate(outputs, outcomes, loss.Normaliser(outcomes), gradient);
    }
}
