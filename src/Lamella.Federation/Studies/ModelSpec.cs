using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamella.Federation.Studies;

/// <summary>
/// A head: a chain of blocks from a closed, bounded set. A chain starts on the bag (matrix of n tiles x d features) or, without bags, on the
/// covariate vector; a pooling block turns the matrix into a vector; the last block is a linear layer with one output per task output,
/// which the model adds itself. Named heads are presets in the same notation (<c>HeadPresets</c>).
/// </summary>
public sealed record ModelSpec
{
    /// <summary>Name of the preset, or <c>composed</c>.</summary>
    public required string Head { get; init; }

    /// <summary>The chain, without the final linear layer unless <see cref="EndsInBlocks"/>.</summary>
    public required ImmutableArray<Block> Blocks { get; init; }

    /// <summary>True when the chain itself ends with the task's outputs (WELDON: the mean of tile scores); no linear layer is added.</summary>
    public bool EndsInBlocks { get; init; }

    /// <summary>Refused above this many parameters.</summary>
    public long MaxParameters { get; init; } = 50_000_000;

    /// <summary>
    /// Refused when training on the largest bag (the protocol's cap of tiles, 10,000 without one) needs about more megabytes than this.
    /// </summary>
    public long MaxBagMegabytes { get; init; } = 4096;
}

/// <summary>An element of a head. Stage rules: "matrix" blocks need tiles (n x k), "vector" blocks a vector; the others take both.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinearBlock), "linear")]
[JsonDerivedType(typeof(ActivationBlock), "activation")]
[JsonDerivedType(typeof(DropoutBlock), "dropout")]
[JsonDerivedType(typeof(LayerNormBlock), "layerNorm")]
[JsonDerivedType(typeof(GatedAttentionBlock), "gatedAttention")]
[JsonDerivedType(typeof(TopBottomBlock), "topBottom")]
[JsonDerivedType(typeof(PoolBlock), "pool")]
[JsonDerivedType(typeof(SelfAttentionBlock), "selfAttention")]
[JsonDerivedType(typeof(FeedForwardBlock), "feedForward")]
[JsonDerivedType(typeof(ClassTokenBlock), "classToken")]
[JsonDerivedType(typeof(TakeClassTokenBlock), "takeClassToken")]
[JsonDerivedType(typeof(NystromAttentionBlock), "nystromAttention")]
[JsonDerivedType(typeof(PositionConvolutionBlock), "positionConvolution")]
public abstract record Block
{
    private protected Block()
    {
    }

    /// <summary>Prefix of its parameters' names; empty: <c>b{index}</c>.</summary>
    public string Name { get; init; } = "";
}

/// <summary>k to <paramref name="Out"/>, with bias. Parameters: weight [Out, k], bias [Out], both U(-1/sqrt(k), 1/sqrt(k)).</summary>
/// <param name="Out">Outputs, 1 to 8192; 0: the task's number of outputs.</param>
public sealed record LinearBlock(int Out) : Block;

/// <summary>Elementwise functions.</summary>
public enum ActivationKind
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>Exact GELU, x Phi(x).</summary>
    Gelu,

    /// <summary>tanh.</summary>
    Tanh,

    /// <summary>Logistic.</summary>
    Sigmoid,
}

/// <summary>Elementwise activation.</summary>
/// <param name="Function">Which.</param>
public sealed record ActivationBlock(ActivationKind Function) : Block;

/// <summary>Inverted dropout while training; masks come from the run's own generator.</summary>
/// <param name="Rate">Share dropped, 0 to below 1.</param>
public sealed record DropoutBlock(double Rate) : Block;

/// <summary>Layer normalisation over the last dimension, eps 1e-5. Parameters: weight [k] ones, bias [k] zeros.</summary>
public sealed record LayerNormBlock : Block;

/// <summary>
/// Attention pooling, Ilse et al. 2018: a = softmax over tiles of w(tanh(V x) * sigmoid(U x)), or w tanh(V x) when not gated; output sum of a_i x_i.
/// Matrix to vector. Parameters: v.weight [Hidden, k], v.bias, u.weight, u.bias (gated), w.weight [1, Hidden], w.bias.
/// </summary>
/// <param name="Hidden">Width of the attention, 1 to 4096.</param>
/// <param name="Gated">With the sigmoid gate.</param>
public sealed record GatedAttentionBlock(int Hidden, bool Gated = true) : Block;

/// <summary>
/// Per column the <paramref name="Top"/> highest values in falling order, then the <paramref name="Bottom"/> lowest in falling order. Matrix
/// [n, c] to matrix [Top + Bottom, c]; follow it with <c>pool: flatten</c> (Chowder) or <c>pool: mean</c> (WELDON). A bag with fewer tiles
/// repeats the least extreme value of each list, so that its size tilts the score neither way. Durand et al. 2016, Courtiol et al. 2018.
/// </summary>
/// <param name="Top">1 to 1000.</param>
/// <param name="Bottom">0 to 1000.</param>
public sealed record TopBottomBlock(int Top, int Bottom) : Block;

/// <summary>How rows become a vector.</summary>
public enum PoolKind
{
    /// <summary>Mean over rows.</summary>
    Mean,

    /// <summary>Maximum over rows.</summary>
    Max,

    /// <summary>Rows laid side by side, column by column ([r, c] to c*r); only after <see cref="TopBottomBlock"/>, where r is fixed.</summary>
    Flatten,
}

/// <summary>Matrix to vector.</summary>
/// <param name="Function">Which.</param>
public sealed record PoolBlock(PoolKind Function) : Block;

/// <summary>
/// x + Proj(MultiHead(LayerNorm(x))), pre-norm, Vaswani et al. 2017. Matrix to matrix. Parameters: norm.weight, norm.bias [k]; qkv.weight [3 k, k],
/// qkv.bias; proj.weight [k, k], proj.bias.
/// </summary>
/// <param name="Heads">Divides k.</param>
/// <param name="Dropout">On the output of the projection.</param>
public sealed record SelfAttentionBlock(int Heads, double Dropout = 0) : Block;

/// <summary>x + W2 gelu(W1 LayerNorm(x)). Parameters: norm.weight, norm.bias; up.weight [Hidden, k], up.bias; down.weight [k, Hidden], down.bias.</summary>
/// <param name="Hidden">1 to 8192.</param>
/// <param name="Dropout">After each of the two layers.</param>
public sealed record FeedForwardBlock(int Hidden, double Dropout = 0) : Block;

/// <summary>Puts a learned row before the tiles. Matrix [n, k] to [n + 1, k]. Parameter: token [1, k], normal with deviation .02.</summary>
public sealed record ClassTokenBlock : Block;

/// <summary>Takes the first row as the vector.</summary>
public sealed record TakeClassTokenBlock : Block;

/// <summary>
/// Residual pre-norm Nystrom attention, Xiong et al. 2021, as used by TransMIL (Shao et al. 2021): landmarks are segment means (adaptive
/// averages, so no row is padded), the pseudo-inverse is 6 iterations of the cubic scheme, values pass a depthwise residual convolution of 33. With
/// no more rows than landmarks the attention is exact. Parameters: norm.weight,
/// norm.bias; qkv.weight [3 k, k] (no bias); proj.weight [k, k], proj.bias; residual.weight [Heads, 1, 33, 1].
/// </summary>
/// <param name="Heads">Divides k.</param>
/// <param name="Landmarks">1 to 1024.</param>
public sealed record NystromAttentionBlock(int Heads, int Landmarks) : Block;

/// <summary>
/// TransMIL's pyramid position encoding (PPEG): the tiles (not the class token), laid on the smallest square that holds them and filled up by
/// the first tiles, pass depthwise convolutions of 7, 5 and 3, summed with the input. Parameters: c7.weight [k, 1, 7, 7], c7.bias, c5, c3 alike.
/// </summary>
public sealed record PositionConvolutionBlock : Block;
