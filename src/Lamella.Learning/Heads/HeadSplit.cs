using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Rows x width to heads x rows x width per head, and back.</summary>
internal static class HeadSplit
{
    /// <summary>[n, 3 k] to three of [heads, n, k / heads].</summary>
    public static (Tensor Queries, Tensor Keys, Tensor Values) QueriesKeysValues(Tensor joined, int heads)
    {
        var split = joined.view(joined.shape[0], 3, heads, joined.shape[1] / (3 * heads)).permute(1, 2, 0, 3);
        return (split.select(0, 0), split.select(0, 1), split.select(0, 2));
    }

    /// <summary>[heads, n, e] to [n, heads * e].</summary>
    public static Tensor Join(Tensor split) => split.transpose(0, 1).reshape(split.shape[1], -1);
}
