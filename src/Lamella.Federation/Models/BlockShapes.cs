using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Models;

/// <summary>Stage rules, sizes and parameters of each kind of block: the closed set in one place.</summary>
internal static class BlockShapes
{
    /// <summary>Deviation of the initial class token, as is usual for transformers.</summary>
    private const double TokenDeviation = 0.02;

    /// <summary>Taps of the residual convolution of values in Nystrom attention.</summary>
    private const int ResidualTaps = 33;

    /// <summary>True for blocks that take tiles only.</summary>
    public static bool NeedsMatrix(Block block) => block is GatedAttentionBlock or TopBottomBlock or PoolBlock or SelfAttentionBlock
        or ClassTokenBlock or TakeClassTokenBlock or NystromAttentionBlock or PositionConvolutionBlock;

    /// <summary>What is wrong with <paramref name="block"/> on <paramref name="at"/>, or null.</summary>
    public static string? FaultOf(Block block, Extent at, TaskSpec task)
    {
        if (NeedsMatrix(block) && at.Stage == Stage.Vector)
            return "needs tiles, but the bag has already become a vector (or there is no bag).";
        return block switch
        {
            LinearBlock b => Range("out", b.Out == 0 ? task.Outputs : b.Out, 1, 8192),
            ActivationBlock b => Enum.IsDefined(b.Function) ? null : "is not a known activation.",
            DropoutBlock b => Rate(b.Rate),
            LayerNormBlock => null,
            GatedAttentionBlock b => Range("hidden", b.Hidden, 1, 4096),
            TopBottomBlock b => Range("top", b.Top, 1, 1000) ?? Range("bottom", b.Bottom, 0, 1000),
            PoolBlock { Function: PoolKind.Flatten } => at.Rows > 0 ? null : "flatten needs a fixed number of rows: put it after topBottom.",
            PoolBlock b => Enum.IsDefined(b.Function) ? null : "is not a known pooling.",
            SelfAttentionBlock b => Heads(b.Heads, at) ?? Rate(b.Dropout),
            FeedForwardBlock b => Range("hidden", b.Hidden, 1, 8192) ?? Rate(b.Dropout),
            ClassTokenBlock => at.HasToken ? "there is a class token already." : null,
            TakeClassTokenBlock => at.HasToken ? null : "there is no class token: put classToken before it.",
            NystromAttentionBlock b => Heads(b.Heads, at) ?? Range("landmarks", b.Landmarks, 1, 1024),
            PositionConvolutionBlock => null,
            _ => "is not a known block.",
        };
    }

    /// <summary>What a valid <paramref name="block"/> gives.</summary>
    public static Extent OutputOf(Block block, Extent at, TaskSpec task) => block switch
    {
        LinearBlock b => at with { Width = b.Out == 0 ? task.Outputs : b.Out },
        TopBottomBlock b => new Extent(Stage.Matrix, at.Width, b.Top + b.Bottom),
        GatedAttentionBlock or TakeClassTokenBlock => new Extent(Stage.Vector, at.Width),
        PoolBlock b => new Extent(Stage.Vector, b.Function == PoolKind.Flatten ? checked(at.Width * at.Rows) : at.Width),
        ClassTokenBlock => at with { HasToken = true, Rows = at.Rows == 0 ? 0 : at.Rows + 1 },
        _ => at,
    };

    /// <summary>Parameters of a valid <paramref name="block"/>, named after <paramref name="name"/>.</summary>
    public static ImmutableArray<ParameterSpec> ParametersOf(Block block, string name, Extent at, TaskSpec task)
    {
        var k = at.Width;
        return block switch
        {
            LinearBlock => Linear(name, k, OutputOf(block, at, task).Width),
            LayerNormBlock => Norm(name, k),
            GatedAttentionBlock b =>
            [
                .. Linear($"{name}.v", k, b.Hidden),
                .. b.Gated ? Linear($"{name}.u", k, b.Hidden) : [],
                .. Linear($"{name}.w", b.Hidden, 1),
            ],
            SelfAttentionBlock => [.. Norm($"{name}.norm", k), .. Linear($"{name}.qkv", k, 3 * k), .. Linear($"{name}.proj", k, k)],
            FeedForwardBlock b => [.. Norm($"{name}.norm", k), .. Linear($"{name}.up", k, b.Hidden), .. Linear($"{name}.down", b.Hidden, k)],
            ClassTokenBlock => [new ParameterSpec($"{name}.token", [1, k], InitLaw.Normal, TokenDeviation)],
            NystromAttentionBlock b =>
            [
                .. Norm($"{name}.norm", k),
                new ParameterSpec($"{name}.qkv.weight", [3 * k, k], InitLaw.Uniform, Bound(k)),
                .. Linear($"{name}.proj", k, k),
                new ParameterSpec($"{name}.residual.weight", [b.Heads, 1, ResidualTaps, 1], InitLaw.Uniform, Bound(ResidualTaps)),
            ],
            PositionConvolutionBlock => [.. Depthwise($"{name}.c7", k, 7), .. Depthwise($"{name}.c5", k, 5), .. Depthwise($"{name}.c3", k, 3)],
            _ => [],
        };
    }

    /// <summary>Values that training keeps for a bag of <paramref name="tiles"/> rows, roughly: what the backward pass reads again.</summary>
    public static long ActivationsOf(BlockPlan plan, int tiles)
    {
        long rows = plan.In.Stage == Stage.Vector ? 1 : plan.In.Rows > 0 ? plan.In.Rows : tiles, k = plan.In.Width;
        return plan.Block switch
        {
            LinearBlock => rows * plan.Out.Width,
            GatedAttentionBlock b => rows * (4L * b.Hidden + 2),
            SelfAttentionBlock => rows * 7 * k,
            FeedForwardBlock b => rows * (2 * k + 3L * b.Hidden),
            NystromAttentionBlock b => rows * (8 * k + 4L * b.Heads * b.Landmarks) + 24L * b.Heads * b.Landmarks * b.Landmarks,
            PositionConvolutionBlock => rows * 6 * k,
            DropoutBlock => rows * 2 * k,
            ActivationBlock or LayerNormBlock or ClassTokenBlock => rows * k,
            _ => 0,
        };
    }

    private static double Bound(int fanIn) => 1.0 / Math.Sqrt(fanIn);

    private static ImmutableArray<ParameterSpec> Linear(string name, int fanIn, int outputs) =>
    [
        new ParameterSpec($"{name}.weight", [outputs, fanIn], InitLaw.Uniform, Bound(fanIn)),
        new ParameterSpec($"{name}.bias", [outputs], InitLaw.Uniform, Bound(fanIn)),
    ];

    private static ImmutableArray<ParameterSpec> Norm(string name, int width) =>
        [new ParameterSpec($"{name}.weight", [width], InitLaw.Ones, 0), new ParameterSpec($"{name}.bias", [width], InitLaw.Zeros, 0)];

    private static ImmutableArray<ParameterSpec> Depthwise(string name, int width, int side) =>
    [
        new ParameterSpec($"{name}.weight", [width, 1, side, side], InitLaw.Uniform, Bound(side * side)),
        new ParameterSpec($"{name}.bias", [width], InitLaw.Uniform, Bound(side * side)),
    ];

    private static string? Range(string what, int value, int low, int high) =>
        value >= low && value <= high ? null : $"{what} is {value}; {low} to {high} is allowed.";

    private static string? Rate(double rate) => rate is >= 0 and < 1 ? null : $"dropout is {rate}; 0 to below 1 is allowed.";

    private static string? Heads(int heads, Extent at) =>
        heads >= 1 && heads <= 64 && at.Width % heads == 0 ? null : $"heads is {heads}; it must divide the width of {at.Width} and be 1 to 64.";
}
