using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class DropoutLayer(double rate) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass) => pass.Masks?.Apply(x, rate) ?? x;
}
