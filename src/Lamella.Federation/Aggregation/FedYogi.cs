using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>FedYogi, Reddi et al. 2021: v - (1 - b2) d^2 sign(v - d^2).</summary>
internal sealed class FedYogi(FedYogiSpec spec) : FedOpt(spec)
{
    protected override double SecondMoment(double v, double squared) => v - ((1 - spec.Beta2) * squared * Math.Sign(v - squared));
}
