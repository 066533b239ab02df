using Lamella.Federation.Studies;

namespace Lamella.Federation.Aggregation;

/// <summary>FedAdagrad, Reddi et al. 2021: v + d^2.</summary>
internal sealed class FedAdagrad(FedAdagradSpec spec) : FedOpt(spec)
{
    protected override double SecondMoment(double v, double squared) => v + squared;
}
