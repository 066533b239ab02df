using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// Cyclic weight transfer, Chang et al. 2018, "Distributed deep learning networks among institutions for medical imaging": one site after the
/// other trains on what the site before it left. Each visit is a round on record with that one site; a round of the protocol is a whole cycle.
/// </summary>
internal sealed class Cyclic(CyclicSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public int RoundsOnRecord(int rounds, int sites) => checked(rounds * sites);

    public IReadOnlyList<SiteId> Select(int round, IReadOnlyList<SiteId> sites) => [sites[(round - 1) % sites.Count]];

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl) => LocalCorrection.None;

    public double[] Weights(ReadOnlySpan<Contribution> contributions) => SampleWeights.BySamples(contributions);

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next) =>
        ServerStep.Add(model, meanDelta, 1.0, next);
}
