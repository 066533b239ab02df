using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.Shorthand;

namespace Lamella.Protocols.Studies;

/// <summary>Keys of the <c>model</c> section.</summary>
internal static class ModelShapes
{
    private static readonly Shape Heads = Count(64);
    private static readonly Shape Width = Count(8192);

    /// <summary>A block of a composed head.</summary>
    public static readonly BlockShape Block = new(
        ("linear", "Linear layer with bias.", "out", [new("out", CountOrZero(8192), "Outputs; 0: one per output of the task.", true)]),
        ("activation", "Elementwise function.", "function", [new("function", ChoiceShape.Of<ActivationKind>(), "Which.", true)]),
        ("dropout", "Dropout while training.", "rate", [new("rate", Decay, "Share dropped.", true)]),
        ("layerNorm", "Layer normalisation.", null, []),
        ("gatedAttention", "Attention pooling, Ilse et al. 2018: tiles become a vector.", "hidden",
        [
            new("hidden", Count(4096), "Width of the attention.", true),
            new("gated", Flag, "With the sigmoid gate (default true)."),
        ]),
        ("topBottom", "The highest and lowest values of each column.", null,
        [
            new("top", Count(1000), "How many of the highest.", true),
            new("bottom", CountOrZero(1000), "How many of the lowest.", true),
        ]),
        ("pool", "Rows become a vector.", "function", [new("function", ChoiceShape.Of<PoolKind>(), "mean, max, or flatten (after topBottom).", true)]),
        ("selfAttention", "Multi-head self-attention, Vaswani et al. 2017.", "heads",
        [
            new("heads", Heads, "Divides the width.", true),
            new("dropout", Decay, "On its output."),
        ]),
        ("feedForward", "Two layers with GELU and a residual.", "hidden",
        [
            new("hidden", Width, "Width between the two layers.", true),
            new("dropout", Decay, "After each layer."),
        ]),
        ("classToken", "A learned row before the tiles.", null, []),
        ("takeClassToken", "Takes the class token as the vector.", null, []),
        ("nystromAttention", "Nystrom attention, Xiong et al. 2021.", null,
        [
            new("heads", Heads, "Divides the width.", true),
            new("landmarks", Count(1024), "Landmarks.", true),
        ]),
        ("positionConvolution", "Position encoding of TransMIL, Shao et al. 2021.", null, []));

    /// <summary>Options of the presets, in the spelling of files; which preset has which is <see cref="HeadPresets.OptionsOf"/>.</summary>
    public static readonly Field[] Options =
    [
        new("width", Width, "Width of the tile embedding (chowder, deepmil 128; transmil, transformer 512)."),
        new("hidden", new ListShape(Width, 0, 16), "Hidden layers before the output (mlp, chowder, deepmil: [128, 64])."),
        new("attention", Count(4096), "Width of the attention (deepmil 128)."),
        new("gated", Flag, "Whether the attention is gated (deepmil true)."),
        new("top", Count(1000), "Highest tile scores taken (weldon, chowder 10)."),
        new("bottom", CountOrZero(1000), "Lowest tile scores taken (weldon, chowder 10)."),
        new("layers", Count(24), "Attention layers (transmil, transformer 2)."),
        new("heads", Heads, "Attention heads (transmil, transformer 8)."),
        new("feedForward", Width, "Width of the feed-forward layers (transformer 512)."),
        new("landmarks", Count(1024), "Landmarks of the attention (transmil 256)."),
        new("dropout", Decay, "Dropout (mlp, chowder, deepmil: after each hidden layer; transformer: in each layer; default 0)."),
    ];

    /// <summary>The section.</summary>
    public static readonly GroupShape Model = new(
    [
        new("head", new ChoiceShape([.. HeadPresets.Names]), "A named head; give either head or blocks."),
        new("blocks", new ListShape(Block, 0, 200), "A chain of blocks; give either head or blocks."),
        new("endsInBlocks", Flag, "With blocks: the chain itself ends with the task's outputs; no linear layer is added."),
        new("maxParameters", Count(int.MaxValue), "Refused above this many parameters (default 50,000,000)."),
        new("maxBagMegabytes", Count(1_000_000), "Refused when training on the largest bag needs more memory than this (default 4096)."),
        .. Options,
    ]);
}
