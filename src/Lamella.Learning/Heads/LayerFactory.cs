using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>Makes the layer of each kind of block: the one place that knows which parameter goes where.</summary>
internal sealed class LayerFactory(IReadOnlyDictionary<string, Tensor> parameters)
{
    /// <summary>The layer of a planned block.</summary>
    public ILayer Create(BlockPlan plan)
    {
        var name = plan.Name;
        var rowsAreTiles = plan.In.Rows == 0;
        var explainsByToken = rowsAreTiles && plan.In.HasToken;
        return plan.Block switch
        {
            LinearBlock => Linear(name),
            ActivationBlock b => new ActivationLayer(b.Function),
            DropoutBlock b => new DropoutLayer(b.Rate),
            LayerNormBlock => Norm(name),
            GatedAttentionBlock b => new GatedAttentionLayer(
                Linear($"{name}.v"), b.Gated ? Linear($"{name}.u") : null, Linear($"{name}.w"), plan.In.HasToken, rowsAreTiles),
            TopBottomBlock b => new TopBottomLayer(b.Top, b.Bottom, rowsAreTiles && !plan.In.HasToken),
            PoolBlock b => new PoolLayer(b.Function),
            SelfAttentionBlock b => new SelfAttentionLayer(
                Norm($"{name}.norm"), Linear($"{name}.qkv"), Linear($"{name}.proj"), b.Heads, b.Dropout, explainsByToken),
            FeedForwardBlock b => new FeedForwardLayer(Norm($"{name}.norm"), Linear($"{name}.up"), Linear($"{name}.down"), b.Dropout),
            ClassTokenBlock => new ClassTokenLayer(parameters[$"{name}.token"]),
            TakeClassTokenBlock => new TakeClassTokenLayer(),
            NystromAttentionBlock b => new NystromAttentionLayer(
                Norm($"{name}.norm"), parameters[$"{name}.qkv.weight"], Linear($"{name}.proj"), parameters[$"{name}.residual.weight"], b.Heads, b.Landmarks, explainsByToken),
            PositionConvolutionBlock => new PositionConvolutionLayer([Weights($"{name}.c7"), Weights($"{name}.c5"), Weights($"{name}.c3")], plan.In.HasToken),
            _ => throw new ArgumentException($"No layer for {plan.Block.GetType().Name}.", nameof(plan)),
        };
    }

    private LinearLayer Linear(string name) => new(parameters[$"{name}.weight"], parameters[$"{name}.bias"]);

    private NormLayer Norm(string name) => new(parameters[$"{name}.weight"], parameters[$"{name}.bias"]);

    private (Tensor Weight, Tensor Bias) Weights(string name) => (parameters[$"{name}.weight"], parameters[$"{name}.bias"]);
}
