using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class TakeClassTokenLayer : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass) => x.narrow(0, 0, 1);
}
