using System.Collections.Immutable;

namespace Lamella.Federation.Models;

/// <summary>Settings of a preset; null takes the preset's default, and one that the preset does not have is refused. Defaults: <see cref="HeadPresets"/>.</summary>
public sealed record HeadOptions
{
    /// <summary>Width of the tile embedding: chowder 128, deepmil 128, transmil and transformer 512.</summary>
    public int? Width { get; init; }

    /// <summary>Hidden layers before the output: mlp, chowder and deepmil 128, 64.</summary>
    public ImmutableArray<int>? Hidden { get; init; }

    /// <summary>Width of the attention: deepmil 128.</summary>
    public int? Attention { get; init; }

    /// <summary>Whether the attention is gated: deepmil true.</summary>
    public bool? Gated { get; init; }

    /// <summary>Highest tile scores taken: weldon and chowder 10.</summary>
    public int? Top { get; init; }

    /// <summary>Lowest tile scores taken: weldon and chowder 10.</summary>
    public int? Bottom { get; init; }

    /// <summary>Attention layers: transmil and transformer 2.</summary>
    public int? Layers { get; init; }

    /// <summary>Attention heads: transmil and transformer 8.</summary>
    public int? Heads { get; init; }

    /// <summary>Width of the feed-forward layers: transformer 512.</summary>
    public int? FeedForward { get; init; }

    /// <summary>Landmarks of the attention: transmil 256.</summary>
    public int? Landmarks { get; init; }

    /// <summary>Dropout: after each hidden layer (mlp, chowder, deepmil), in each attention and feed-forward layer (transformer); default 0.</summary>
    public double? Dropout { get; init; }
}
