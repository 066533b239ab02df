using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Nystrom attention, Xiong et al. 2021 (equations 13 to 15), in the pre-norm residual form of Shao et al. 2021.</summary>
internal sealed class NystromAttentionLayer(ILayer norm, Tensor qkv, ILayer proj, Tensor residual, int heads, int landmarks, bool explainsByToken) : ILayer
{
    private const int PseudoInverseSteps = 6;

    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        var (q, k, v) = HeadSplit.QueriesKeysValues(nn.functional.linear(norm.Forward(x, pass), qkv, null), heads);
        q = q.Times(1.0 / Math.Sqrt(q.shape[2]));
        // [F] x [A+ B]: the left factor has a row per token, the right one is applied to the values.
        Tensor? left = null;
        var right = k;
        if (q.shape[1] > landmarks)
        {
            var (queryMarks, keyMarks) = (Landmarks(q), Landmarks(k));
            left = Weights(q, keyMarks).matmul(PseudoInverse(Weights(queryMarks, keyMarks)));
            right = Weights(queryMarks, k);
        }
        else
        {
            right = Weights(q, k);
        }

        if (pass.Explains && explainsByToken)
            pass.TileScores = TokenAttention(left, right);
        var mixed = right.matmul(v);
        if (left is not null)
            mixed = left.matmul(mixed);
        var padding = residual.shape[2] / 2;
        var local = nn.functional.conv2d(v.unsqueeze(0), residual, null, strides: [1, 1], padding: [padding, 0], dilation: [1, 1], groups: heads);
        return x.Plus(proj.Forward(HeadSplit.Join(mixed.Plus(local.squeeze(0))), pass));
    }

    private static Tensor Weights(Tensor queries, Tensor keys) => queries.matmul(keys.transpose(1, 2)).softmax(2);

    /// <summary>Means of consecutive segments [heads, landmarks, e]; where they do not divide evenly, neighbours share a row.</summary>
    private Tensor Landmarks(Tensor rows) => nn.functional.adaptive_avg_pool1d(rows.transpose(1, 2), landmarks).transpose(1, 2);

    /// <summary>Moore-Penrose inverse by the third-order iteration of Razavi et al. 2014, as in Xiong et al. 2021, equation 15.</summary>
    private static Tensor PseudoInverse(Tensor a)
    {
        var identity = eye(a.shape[1], dtype: a.dtype);
        var norms = a.abs().sum(1).amax([1]) * a.abs().sum(2).amax([1]);
        var z = a.transpose(1, 2) / norms.view(-1, 1, 1);
        for (var i = 0; i < PseudoInverseSteps; i++)
        {
            var az = a.matmul(z);
            z = z.matmul(identity.Times(13).Minus(az.matmul(identity.Times(15).Minus(az.matmul(identity.Times(7).Minus(az)))))).Times(0.25);
        }

        return z;
    }

    /// <summary>First row of the attention matrix, mean over heads, without the token itself.</summary>
    private static Tensor TokenAttention(Tensor? left, Tensor right)
    {
        var row = left is null ? right.narrow(1, 0, 1) : left.narrow(1, 0, 1).matmul(right);
        var weights = row.mean([0, 1]);
        return weights.narrow(0, 1, weights.shape[0] - 1);
    }
}
