using TorchSharp;
using static TorchSharp.torch;

namespace Lamella.Learning.Engine;

/// <summary>
/// Sums, differences and multiples of tensors. TorchSharp's operators pass the engine a scalar object that nothing holds on to: a garbage collection on
/// another thread may free it while the engine reads it, which ends in a fault or in a wrong sum. Here the scalar outlives the call.
/// </summary>
internal static class Arithmetic
{
    private static readonly Scalar One = 1.ToScalar();
    private static readonly Scalar MinusOne = (-1).ToScalar();

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a - b.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, MinusOne);

    /// <summary>factor a.</summary>
    public static Tensor Times(this Tensor a, double factor)
    {
        using var scalar = factor.ToScalar();
        return a.mul(scalar);
    }
}
