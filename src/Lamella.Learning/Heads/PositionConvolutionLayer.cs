using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Pyramid position encoding of Shao et al. 2021 (PPEG). What fills the square up is dropped again afterwards.</summary>
/// <param name="convolutions">Weight [k, 1, s, s] and bias [k] for s = 7, 5, 3.</param>
/// <param name="hasToken">The first row is a class token and stays out of the square.</param>
internal sealed class PositionConvolutionLayer((Tensor Weight, Tensor Bias)[] convolutions, bool hasToken) : ILayer
{
    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        var tiles = hasToken ? x.narrow(0, 1, x.shape[0] - 1) : x;
        long count = tiles.shape[0], width = tiles.shape[1], side = (long)Math.Ceiling(Math.Sqrt(count));
        var missing = side * side - count;
        var filled = missing == 0 ? tiles : cat([tiles, tiles.narrow(0, 0, missing)], 0);
        var image = filled.t().reshape(1, width, side, side);
        var sum = image;
        foreach (var (weight, bias) in convolutions)
        {
            var padding = weight.shape[2] / 2;
            sum = sum.Plus(nn.functional.conv2d(image, weight, bias, strides: [1, 1], padding: [padding, padding], dilation: [1, 1], groups: width));
        }

        var output = sum.view(width, side * side).t().narrow(0, 0, count);
        return hasToken ? cat([x.narrow(0, 0, 1), output], 0) : output;
    }
}
