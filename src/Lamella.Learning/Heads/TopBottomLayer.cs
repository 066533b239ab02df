using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Highest and lowest values of each column, both in falling order.</summary>
internal sealed class TopBottomLayer(int top, int bottom, bool rowsAreTiles) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        if (pass.Explains && rowsAreTiles)
            pass.TileScores = x;
        var highest = Select(x, top, largest: true);
        return bottom == 0 ? highest : cat([highest, Select(x, bottom, largest: false).flip(0)], 0);
    }

    /// <summary>
    /// The <paramref name="count"/> extreme values, most extreme first. A small bag repeats its least extreme one, at both ends alike: were the repeats
    /// lowest values at both, a small bag would score lower whatever the weights, and its size would leak into the score.
    /// </summary>
    private static Tensor Select(Tensor x, int count, bool largest)
    {
        var rows = (int)x.shape[0];
        var (values, _) = x.topk(Math.Min(count, rows), 0, largest, sorted: true);
        if (rows >= count)
            return values;
        return cat([values, values.narrow(0, rows - 1, 1).expand(count - rows, x.shape[1])], 0);
    }
}
