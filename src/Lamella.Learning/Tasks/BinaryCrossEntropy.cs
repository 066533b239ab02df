using System.Collections.Immutable;
using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>Binary cross-entropy of a logit z: log(1 + exp(z)) - y z, weighted by class, divided by the sum of weights.</summary>
internal sealed class BinaryCrossEntropy(ImmutableArray<double> weights) : ITaskLoss
{
    /// <inheritdoc />
    public bool IsSeparable => true;

    /// <inheritdoc />
    public double Normaliser(ReadOnlySpan<Outcome> outcomes)
    {
        var sum = 0.0;
        foreach (var outcome in outcomes)
            sum += WeightOf(outcome);
        return sum;
    }

    /// <inheritdoc />
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<Outcome> outcomes, double normaliser, Span<float> gradient)
    {
        var scale = normaliser > 0 ? 1.0 / normaliser : 0;
        var loss = 0.0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            double z = outputs[i], y = outcomes[i].Value, weight = WeightOf(outcomes[i]) * scale;
            // log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)) never overflows.
            loss += weight * (Math.Max(z, 0) - y * z + LogOnePlus(Math.Exp(-Math.Abs(z))));
            gradient[i] = (float)(weight * (1.0 / (1.0 + Math.Exp(-z)) - y));
        }

        return loss;
    }

    private static double LogOnePlus(double x) => x < 1e-8 ? x : Math.Log(1 + x);

    private double WeightOf(Outcome outcome) => weights.IsDefaultOrEmpty ? 1 : weights[outcome.Value > 0.5f ? 1 : 0];
}
