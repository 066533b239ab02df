using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>McMahan et al. 2017, "Communication-efficient learning of deep networks from decentralized data": x + sum of n_k/n (y_k - x).</summary>
internal sealed class FedAvg(FedAvgSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl) => LocalCorrection.None;

    public double[] Weights(ReadOnlySpan<Contribution> contributions) => SampleWeights.BySamples(contributions);

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next) =>
        ServerStep.Add(model, meanDelta, 1.0, next);
}
