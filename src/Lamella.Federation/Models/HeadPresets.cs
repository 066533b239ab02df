using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Models;

/// <summary>
/// The named heads, each a chain of blocks:
/// <list type="bullet">
/// <item><c>linear</c>, <c>logistic</c>, <c>cox</c>: one linear layer on covariates or slide embeddings; the task makes the difference.</item>
/// <item><c>mlp</c>: hidden layers 128 and 64 with ReLU.</item>
/// <item><c>meanpool</c>: mean of the tiles, one linear layer.</item>
/// <item><c>weldon</c>: linear tile score, mean of the 10 highest and 10 lowest (Durand et al. 2016).</item>
/// <item><c>chowder</c>: tile score from 128 sigmoid units, 10 highest and 10 lowest, sigmoid layers 128 and 64 (Courtiol et al. 2018).</item>
/// <item><c>deepmil</c>: linear embedding 128, gated attention 128, ReLU layers 128 and 64 (Ilse et al. 2018).</item>
/// <item><c>transmil</c>: embedding 512, two Nystrom attention layers of 8 heads and 256 landmarks with position convolutions between (Shao et al. 2021).</item>
/// <item><c>transformer</c>: embedding 512, class token, two layers of 8 heads, feed-forward 512 (sizes of Wagner et al. 2023, Cancer Cell 41:1650).</item>
/// </list>
/// </summary>
public static class HeadPresets
{
    private static readonly ImmutableArray<int> DefaultHidden = [128, 64];

    private static readonly Dictionary<string, (Func<HeadOptions, ModelSpec> Create, string[] Options)> Presets = new(StringComparer.Ordinal)
    {
        ["linear"] = (_ => Chain("linear", []), []),
        ["logistic"] = (_ => Chain("logistic", []), []),
        ["cox"] = (_ => Chain("cox", []), []),
        ["mlp"] = (o => Chain("mlp", Hidden("hidden", o, ActivationKind.Relu)), [nameof(HeadOptions.Hidden), nameof(HeadOptions.Dropout)]),
        ["meanpool"] = (_ => Chain("meanpool", [new PoolBlock(PoolKind.Mean) { Name = "mean" }]), []),
        ["weldon"] = (Weldon, [nameof(HeadOptions.Top), nameof(HeadOptions.Bottom)]),
        ["chowder"] = (Chowder, [nameof(HeadOptions.Width), nameof(HeadOptions.Hidden), nameof(HeadOptions.Top), nameof(HeadOptions.Bottom), nameof(HeadOptions.Dropout)]),
        ["deepmil"] = (DeepMil, [nameof(HeadOptions.Width), nameof(HeadOptions.Hidden), nameof(HeadOptions.Attention), nameof(HeadOptions.Gated), nameof(HeadOptions.Dropout)]),
        ["transmil"] = (TransMil, [nameof(HeadOptions.Width), nameof(HeadOptions.Layers), nameof(HeadOptions.Heads), nameof(HeadOptions.Landmarks)]),
        ["transformer"] = (Transformer, [nameof(HeadOptions.Width), nameof(HeadOptions.Layers), nameof(HeadOptions.Heads), nameof(HeadOptions.FeedForward), nameof(HeadOptions.Dropout)]),
    };

    /// <summary>Names of all presets.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Presets.Keys];

    /// <summary>Names of the options that preset <paramref name="name"/> has; empty for none or an unknown preset.</summary>
    public static ImmutableArray<string> OptionsOf(string name) => Presets.TryGetValue(name, out var preset) ? [.. preset.Options] : [];

    /// <summary>Makes a preset.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Settings; null: all defaults.</param>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.ProtocolInvalid"/>: unknown name, or an option this preset does not have.</exception>
    public static ModelSpec Create(string name, HeadOptions? options = null)
    {
        if (!Presets.TryGetValue(name, out var preset))
            throw new LamellaException(ErrorCodes.ProtocolInvalid, $"There is no head named '{name}'.", $"Choose one of {string.Join(", ", Names)}, or compose one from blocks.");
        options ??= new HeadOptions();
        var foreign = Given(options).Except(preset.Options).ToList();
        if (foreign.Count > 0)
        {
            var known = preset.Options.Length == 0 ? "it has no options" : "it has " + string.Join(", ", preset.Options);
            throw new LamellaException(ErrorCodes.ProtocolInvalid, $"Head '{name}' has no option {string.Join(", ", foreign)}.", $"Remove it; {known}.");
        }

        return preset.Create(options);
    }

    private static IEnumerable<string> Given(HeadOptions o)
    {
        (string Name, object? Value)[] all =
        [
            (nameof(o.Width), o.Width), (nameof(o.Hidden), o.Hidden), (nameof(o.Attention), o.Attention), (nameof(o.Gated), o.Gated),
            (nameof(o.Top), o.Top), (nameof(o.Bottom), o.Bottom), (nameof(o.Layers), o.Layers), (nameof(o.Heads), o.Heads),
            (nameof(o.FeedForward), o.FeedForward), (nameof(o.Landmarks), o.Landmarks), (nameof(o.Dropout), o.Dropout),
        ];
        return all.Where(x => x.Value is not null).Select(x => x.Name);
    }

    private static ModelSpec Weldon(HeadOptions o) => Chain("weldon",
        [new LinearBlock(0) { Name = "tile" }, new TopBottomBlock(o.Top ?? 10, o.Bottom ?? 10) { Name = "select" }, new PoolBlock(PoolKind.Mean) { Name = "mean" }]) with
    { EndsInBlocks = true };

    private static ModelSpec Chowder(HeadOptions o) => Chain("chowder",
    [
        new LinearBlock(o.Width ?? 128) { Name = "tile1" },
        new ActivationBlock(ActivationKind.Sigmoid) { Name = "tile1-sigmoid" },
        new LinearBlock(0) { Name = "tile2" },
        new TopBottomBlock(o.Top ?? 10, o.Bottom ?? 10) { Name = "select" },
        new PoolBlock(PoolKind.Flatten) { Name = "flatten" },
        .. Hidden("slide", o, ActivationKind.Sigmoid),
    ]);

    private static ModelSpec DeepMil(HeadOptions o) => Chain("deepmil",
    [
        new LinearBlock(o.Width ?? 128) { Name = "embed" },
        new GatedAttentionBlock(o.Attention ?? 128, o.Gated ?? true) { Name = "attention" },
        .. Hidden("classifier", o, ActivationKind.Relu),
    ]);

    private static ModelSpec TransMil(HeadOptions o)
    {
        int layers = o.Layers ?? 2, heads = o.Heads ?? 8, landmarks = o.Landmarks ?? 256;
        var blocks = new List<Block>
        {
            new LinearBlock(o.Width ?? 512) { Name = "embed" },
            new ActivationBlock(ActivationKind.Relu) { Name = "embed-relu" },
            new ClassTokenBlock { Name = "class" },
        };
        for (var i = 1; i <= layers; i++)
        {
            blocks.Add(new NystromAttentionBlock(heads, landmarks) { Name = $"attention{i}" });
            if (i == 1)
                blocks.Add(new PositionConvolutionBlock { Name = "position" });
        }

        return Chain("transmil", [.. blocks, new TakeClassTokenBlock { Name = "take" }, new LayerNormBlock { Name = "norm" }]);
    }

    private static ModelSpec Transformer(HeadOptions o)
    {
        int layers = o.Layers ?? 2, heads = o.Heads ?? 8, feedForward = o.FeedForward ?? 512;
        var blocks = new List<Block>
        {
            new LinearBlock(o.Width ?? 512) { Name = "embed" },
            new ActivationBlock(ActivationKind.Relu) { Name = "embed-relu" },
            new ClassTokenBlock { Name = "class" },
        };
        for (var i = 1; i <= layers; i++)
        {
            blocks.Add(new SelfAttentionBlock(heads, o.Dropout ?? 0) { Name = $"attention{i}" });
            blocks.Add(new FeedForwardBlock(feedForward, o.Dropout ?? 0) { Name = $"forward{i}" });
        }

        return Chain("transformer", [.. blocks, new TakeClassTokenBlock { Name = "take" }, new LayerNormBlock { Name = "norm" }]);
    }

    private static IEnumerable<Block> Hidden(string name, HeadOptions o, ActivationKind activation)
    {
        var widths = o.Hidden ?? DefaultHidden;
        for (var i = 0; i < widths.Length; i++)
        {
            yield return new LinearBlock(widths[i]) { Name = $"{name}{i + 1}" };
            yield return new ActivationBlock(activation) { Name = $"{name}{i + 1}-activation" };
            if (o.Dropout > 0)
                yield return new DropoutBlock(o.Dropout.Value) { Name = $"{name}{i + 1}-dropout" };
        }
    }

    private static ModelSpec Chain(string head, IEnumerable<Block> blocks) => new() { Head = head, Blocks = [.. blocks] };
}
