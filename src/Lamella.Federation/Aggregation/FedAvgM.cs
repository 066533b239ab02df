using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>Hsu et al. 2019, "Measuring the effects of non-identical data distribution": v = b v + d, x + eta v. Server state 0 is v.</summary>
internal sealed class FedAvgM(FedAvgMSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public int ServerStateVectors => 1;

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl) => LocalCorrection.None;

    public double[] Weights(ReadOnlySpan<Contribution> contributions) => SampleWeights.BySamples(contributions);

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next)
    {
        var velocity = state[0].Span;
        for (var i = 0; i < next.Length; i++)
        {
            var v = (spec.Momentum * velocity[i]) + meanDelta[i];
            next[i] = (float)(model[i] + (spec.ServerLearningRate * v));
            velocity[i] = (float)v;
        }
    }
}
