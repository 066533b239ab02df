using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>Li et al. 2020, "Federated optimization in heterogeneous networks": FedAvg whose sites minimise F_k(w) + mu/2 |w - x|^2.</summary>
internal sealed class FedProx(FedProxSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl) =>
        spec.Mu == 0 ? LocalCorrection.None : new(spec.Mu, model, default);

    public double[] Weights(ReadOnlySpan<Contribution> contributions) => SampleWeights.BySamples(contributions);

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next) =>
        ServerStep.Add(model, meanDelta, 1.0, next);
}
