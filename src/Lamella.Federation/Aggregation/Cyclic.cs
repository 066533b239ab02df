using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// Cyclic weight transfer, Chang et al. 2018, "Distributed deep learning networks among institutions for medical imaging": within a round each
/// site trains on what the site before it left. The runner calls <see cref="Apply"/> once per site, so the mean is that site's delta alone.
/// </summary>
internal sealed class Cyclic(CyclicSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public bool IsSequential => true;

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl) => LocalCorrection.None;

    public double[] Weights(ReadOnlySpan<Contribution> contributions) => SampleWeights.BySamples(contributions);

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next) =>
        ServerStep.Add(model, meanDelta, 1.0, next);
}
