using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class NormLayer(Tensor weight, Tensor bias) : ILayer
{
    private readonly long[] shape = weight.shape;

    public Tensor Forward(Tensor x, ForwardPass pass) => nn.functional.layer_norm(x, shape, weight, bias, 1e-5);
}
