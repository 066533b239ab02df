using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>
/// Karimireddy et al. 2020, "SCAFFOLD: Stochastic controlled averaging for federated learning", Algorithm 1 with option II. At the site the
/// gradient becomes g + c - c_k; after K steps of rate eta, c_k+ = c_k - c + (x - y)/(K eta). The server takes x + eta_g sum of w_k (y_k - x) and
/// c + (sum over contributors of their share of the whole population times (c_k+ - c_k)). Server state 0 is c.
/// </summary>
internal sealed class Scaffold(ScaffoldSpec spec) : IFederatedStrategy
{
    public StrategySpec Spec => spec;

    public bool HasControl => true;

    public int ServerStateVectors => 1;

    public LocalCorrection Correct(ReadOnlyMemory<float> model, ReadOnlySpan<float> serverControl, ReadOnlySpan<float> siteControl)
    {
        if (spec.HoldControlsAtZero)
            return LocalCorrection.None;
        var correction = new float[serverControl.Length];
        for (var i = 0; i < correction.Length; i++)
            correction[i] = serverControl[i] - siteControl[i];
        return new(0, default, correction);
    }

    public void UpdateControl(ReadOnlySpan<float> delta, ReadOnlySpan<float> serverControl, Span<float> siteControl, Span<float> change, long steps, double learningRate)
    {
        if (spec.HoldControlsAtZero)
        {
            change.Clear();
            return;
        }

        var scale = 1.0 / (steps * learningRate);
        for (var i = 0; i < change.Length; i++)
        {
            change[i] = (float)(-serverControl[i] - (scale * delta[i]));
            siteControl[i] += change[i];
        }
    }

    public double[] Weights(ReadOnlySpan<Contribution> contributions) =>
        spec.Weighting == ScaffoldWeighting.Uniform ? SampleWeights.Uniform(contributions) : SampleWeights.BySamples(contributions);

    public double[] ControlWeights(ReadOnlySpan<Contribution> contributions, Population population)
    {
        var weights = new double[contributions.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = spec.Weighting == ScaffoldWeighting.Uniform ? 1.0 / population.Sites : (double)contributions[i].Samples / population.Samples;
        return weights;
    }

    public void Apply(ReadOnlySpan<float> model, ReadOnlySpan<double> meanDelta, ReadOnlySpan<double> controlChange, ReadOnlySpan<Memory<float>> state, Span<float> next)
    {
        ServerStep.Add(model, meanDelta, spec.ServerLearningRate, next);
        var control = state[0].Span;
        for (var i = 0; i < control.Length; i++)
            control[i] = (float)(control[i] + controlChange[i]);
    }
}
