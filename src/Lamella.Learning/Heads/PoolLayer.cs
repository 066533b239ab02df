using Lamella.Federation.Studies;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class PoolLayer(PoolKind function) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass) => function switch
    {
        PoolKind.Mean => x.mean([0], keepdim: true),
        PoolKind.Max => x.max(0, keepdim: true).values,
        _ => x.t().reshape(1, -1),
    };
}
