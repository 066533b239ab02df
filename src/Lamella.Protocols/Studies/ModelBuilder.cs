using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Protocols.Documents;
using Lamella.Protocols.Shapes;
using static Lamella.Protocols.Studies.StudyBuilder;

namespace Lamella.Protocols.Studies;

/// <summary>The section <c>model</c> made into a head.</summary>
internal static class ModelBuilder
{
    /// <summary>A preset with its options, or a composed chain.</summary>
    public static ModelSpec Model(DocumentNode model)
    {
        var spec = model["head"] is { } head
            ? HeadPresets.Create(head.Text!, Options(model))
            : new ModelSpec { Head = "composed", Blocks = [.. model["blocks"]!.Elements.Select(Block)], EndsInBlocks = FlagOf(model["endsInBlocks"], false) };
        return spec with
        {
            MaxParameters = model["maxParameters"]?.Integer ?? spec.MaxParameters,
            MaxBagMegabytes = model["maxBagMegabytes"]?.Integer ?? spec.MaxBagMegabytes,
        };
    }

    private static HeadOptions Options(DocumentNode model) => new()
    {
        Width = (int?)model["width"]?.Integer,
        Hidden = model["hidden"] is { } hidden ? [.. hidden.Elements.Select(e => (int)e.Integer!.Value)] : null,
        Attention = (int?)model["attention"]?.Integer,
        Gated = model["gated"]?.Flag,
        Top = (int?)model["top"]?.Integer,
        Bottom = (int?)model["bottom"]?.Integer,
        Layers = (int?)model["layers"]?.Integer,
        Heads = (int?)model["heads"]?.Integer,
        FeedForward = (int?)model["feedForward"]?.Integer,
        Landmarks = (int?)model["landmarks"]?.Integer,
        Dropout = model["dropout"]?.Number,
    };

    private static Block Block(DocumentNode node)
    {
        Block block = BlockShape.NameOf(node) switch
        {
            "linear" => new LinearBlock(IntOf(Option("out"))),
            "activation" => new ActivationBlock(EnumOf<ActivationKind>(Option("function")!)),
            "dropout" => new DropoutBlock(NumberOf(Option("rate"), 0)),
            "layerNorm" => new LayerNormBlock(),
            "gatedAttention" => new GatedAttentionBlock(IntOf(Option("hidden")), FlagOf(Option("gated"), true)),
            "topBottom" => new TopBottomBlock(IntOf(Option("top")), IntOf(Option("bottom"))),
            "pool" => new PoolBlock(EnumOf<PoolKind>(Option("function")!)),
            "selfAttention" => new SelfAttentionBlock(IntOf(Option("heads")), NumberOf(Option("dropout"), 0)),
            "feedForward" => new FeedForwardBlock(IntOf(Option("hidden")), NumberOf(Option("dropout"), 0)),
            "classToken" => new ClassTokenBlock(),
            "takeClassToken" => new TakeClassTokenBlock(),
            "nystromAttention" => new NystromAttentionBlock(IntOf(Option("heads")), IntOf(Option("landmarks"))),
            _ => new PositionConvolutionBlock(),
        };
        return block with { Name = TextOf(Option("name")) };

        DocumentNode? Option(string name) => ModelShapes.Block.Option(node, name);
    }
}
