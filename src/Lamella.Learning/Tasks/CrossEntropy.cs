using System.Collections.Immutable;
using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>Cross-entropy over the softmax of one logit per class, weighted by class, divided by the sum of weights.</summary>
internal sealed class CrossEntropy(int classes, ImmutableArray<double> weights) : ITaskLoss
{
    /// <inheritdoc />
    public bool IsSeparable => true;

    /// <inheritdoc />
    public double Normaliser(ReadOnlySpan<Outcome> outcomes)
    {
        var sum = 0.0;
        foreach (var outcome in outcomes)
            sum += WeightOf((int)outcome.Value);
        return sum;
    }

    /// <inheritdoc />
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<Outcome> outcomes, double normaliser, Span<float> gradient)
    {
        var scale = normaliser > 0 ? 1.0 / normaliser : 0;
        var loss = 0.0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var logits = outputs.Slice(i * classes, classes);
            var target = (int)outcomes[i].Value;
            var weight = WeightOf(target) * scale;
            var logSum = LogSumExp(logits);
            loss += weight * (logSum - logits[target]);
            for (var c = 0; c < classes; c++)
                gradient[i * classes + c] = (float)(weight * (Math.Exp(logits[c] - logSum) - (c == target ? 1 : 0)));
        }

        return loss;
    }

    private static double LogSumExp(ReadOnlySpan<float> values)
    {
        var top = double.NegativeInfinity;
        foreach (var value in values)
            top = Math.Max(top, value);
        var sum = 0.0;
        foreach (var value in values)
            sum += Math.Exp(value - top);
        return top + Math.Log(sum);
    }

    private double WeightOf(int target) => weights.IsDefaultOrEmpty ? 1 : weights[target];
}
