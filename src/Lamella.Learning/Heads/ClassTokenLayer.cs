using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class ClassTokenLayer(Tensor token) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass) => cat([token, x], 0);
}
