using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

internal sealed class FeedForwardLayer(ILayer norm, ILayer up, ILayer down, double dropout) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        var hidden = nn.functional.gelu(up.Forward(norm.Forward(x, pass), pass));
        var output = down.Forward(pass.Masks?.Apply(hidden, dropout) ?? hidden, pass);
        return x.Plus(pass.Masks?.Apply(output, dropout) ?? output);
    }
}
