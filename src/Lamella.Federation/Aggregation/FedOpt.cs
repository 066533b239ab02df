using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// Reddi et al. 2021, "Adaptive federated optimization", Algorithm 2, with d the weighted mean delta: m = b1 m + (1 - b1) d, v by the member's
/// rule, x + eta m / (sqrt(v) + tau); no bias correction. Server state 0 is m, 1 is v. The first moment starts at 0, the second at tau^2 unless
/// the spec says otherwise.
/// </summary>
internal abstract class FedOpt(FedOptSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public int ServerStateVectors => 2;

    public double InitialServerState(int index) => index == 0 ? 0 : spec.InitialSecondMoment ?? (spec.Tau * spec.Tau);

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl) => LocalCorrection.None;

    public double[] Weights(ReadOnlySpan<Contribution> contributions) => SampleWeights.BySamples(contributions);

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next)
    {
        var first = state[0].Span;
        var second = state[1].Span;
        for (var i = 0; i < next.Length; i++)
        {
            var d = meanDelta[i];
            var m = (spec.Beta1 * first[i]) + ((1 - spec.Beta1) * d);
            var v = SecondMoment(second[i], d * d);
            next[i] = (float)(model[i] + (spec.ServerLearningRate * m / (Math.Sqrt(v) + spec.Tau)));
            first[i] = (float)m;
            second[i] = (float)v;
        }
    }

    /// <summary>The member's rule for v.</summary>
    /// <param name="v">Old second moment.</param>
    /// <param name="squared">d^2.</param>
    protected abstract double SecondMoment(double v, double squared);
}
