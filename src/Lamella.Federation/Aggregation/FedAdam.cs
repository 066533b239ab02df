using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>FedAdam, Reddi et al. 2021: b2 v + (1 - b2) d^2.</summary>
internal sealed class FedAdam(FedAdamSpec spec) : FedOpt(spec)
{
    protected override double SecondMoment(double v, double squared) => (spec.Beta2 * v) + ((1 - spec.Beta2) * squared);
}
