using Lamella.Federation.Models;
using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>
/// Parameters as leaf tensors of their own, all laid over one flat tensor, and their gradients over another: the network sees tensors by
/// name, the optimiser and the strategies see two flat arrays in the manifest's order.
/// </summary>
internal sealed class ParameterTensors : IDisposable
{
    private readonly Tensor weights;
    private readonly Tensor gradients;
    private readonly Tensor[] leaves;
    private readonly Tensor[] leafGradients;

    /// <summary>Allocates them, zero.</summary>
    public ParameterTensors(ParameterManifest manifest)
    {
        using var scope = NewDisposeScope();
        weights = zeros(manifest.TotalCount).DetachFromDisposeScope();
        gradients = zeros(manifest.TotalCount).DetachFromDisposeScope();
        leaves = new Tensor[manifest.Parameters.Length];
        leafGradients = new Tensor[leaves.Length];
        for (var i = 0; i < leaves.Length; i++)
        {
            var (offset, count) = (manifest.Offsets[i], manifest.Parameters[i].Count);
            long[] shape = [.. manifest.Parameters[i].Shape.Select(extent => (long)extent)];
            leaves[i] = weights.narrow(0, offset, count).view(shape).detach().requires_grad_(true).DetachFromDisposeScope();
            leafGradients[i] = gradients.narrow(0, offset, count).view(shape).DetachFromDisposeScope();
            // A gradient that is there already is added to in place, so every backward pass lands in the flat tensor.
            leaves[i].grad = leafGradients[i];
        }
    }

    /// <summary>The leaves, in the manifest's order.</summary>
    public IReadOnlyList<Tensor> Leaves => leaves;

    /// <summary>All weights, flat.</summary>
    public Span<float> Weights => TensorMemory.Floats(weights);

    /// <summary>All gradients, flat.</summary>
    public Span<float> Gradients => TensorMemory.Floats(gradients);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in leaves.Concat(leafGradients))
            tensor.Dispose();
        weights.Dispose();
        gradients.Dispose();
    }
}
