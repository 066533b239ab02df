using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class LinearLayer(Tensor weight, Tensor bias) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass) => nn.functional.linear(x, weight, bias);
}
