namespace Lamella.Federation.Aggregation;

/// <summary>
/// What a strategy asks of the one trainer, which knows no strategy by name: at every step the gradient g of the loss at w becomes
/// g + ProximalWeight (w - Reference) + AdditiveGradient.
/// </summary>
/// <param name="ProximalWeight">mu of FedProx; 0: no pull.</param>
/// <param name="Reference">Shared weights pulled towards [shared count]; the round's base model. Empty when the weight is 0.</param>
/// <param name="AdditiveGradient">Added to the gradient of the shared weights [shared count], Scaffold's c - c_i; empty: nothing.</param>
public sealed record LocalCorrection(double ProximalWeight, ReadOnlyMemory<float> Reference, ReadOnlyMemory<float> AdditiveGradient)
{
    /// <summary>Plain training.</summary>
    public static LocalCorrection None { get; } = new(0, default, default);
}
