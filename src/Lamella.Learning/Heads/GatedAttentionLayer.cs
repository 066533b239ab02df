using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Attention pooling of Ilse et al. 2018, equation 9 (gated) or 8.</summary>
/// <param name="v">Tanh branch.</param>
/// <param name="u">Sigmoid branch; null when not gated.</param>
/// <param name="w">Score of a tile.</param>
/// <param name="hasToken">The first row is a class token, not a tile.</param>
/// <param name="rowsAreTiles">False when rows have been selected or mixed, so that weights say nothing about tiles.</param>
internal sealed class GatedAttentionLayer(ILayer v, ILayer? u, ILayer w, bool hasToken, bool rowsAreTiles) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        // Both overwrite fresh outputs of a linear layer, whose backward pass does not read them.
        var hidden = v.Forward(x, pass).tanh_();
        if (u is not null)
            hidden = hidden * u.Forward(x, pass).sigmoid_();
        var attention = w.Forward(hidden, pass).softmax(0);
        if (pass.Explains && rowsAreTiles)
            pass.TileScores = hasToken ? attention.narrow(0, 1, attention.shape[0] - 1) : attention;
        return attention.t().matmul(x);
    }
}
