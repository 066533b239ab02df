using Lamella.Federation.Studies;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class ActivationLayer(ActivationKind function) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass) => function switch
    {
        ActivationKind.Relu => x.relu(),
        ActivationKind.Gelu => nn.functional.gelu(x),
        ActivationKind.Tanh => x.tanh(),
        _ => x.sigmoid(),
    };
}
