using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Pre-norm multi-head self-attention with a residual, Vaswani et al. 2017.</summary>
internal sealed class SelfAttentionLayer(ILayer norm, ILayer qkv, ILayer proj, int heads, double dropout, bool explainsByToken) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        var (q, k, v) = HeadSplit.QueriesKeysValues(qkv.Forward(norm.Forward(x, pass), pass), heads);
        if (pass.Explains && explainsByToken)
            pass.TileScores = TokenAttention(q, k);
        var mixed = nn.functional.scaled_dot_product_attention(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0)).squeeze(0);
        var output = proj.Forward(HeadSplit.Join(mixed), pass);
        return x.Plus(pass.Masks?.Apply(output, dropout) ?? output);
    }

    /// <summary>What the class token looks at: its attention to each tile, mean over heads; the token's attention to itself is left out.</summary>
    private static Tensor TokenAttention(Tensor q, Tensor k)
    {
        var scale = 1.0 / Math.Sqrt(q.shape[2]);
        var weights = q.narrow(1, 0, 1).Times(scale).matmul(k.transpose(1, 2)).softmax(2).mean([0, 1]);
        return weights.narrow(0, 1, weights.shape[0] - 1);
    }
}
