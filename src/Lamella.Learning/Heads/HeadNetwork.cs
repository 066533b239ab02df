using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Heads;

/// <summary>A head over given parameter tensors: executes the blocks of a <see cref="ModelShape"/>, and fusion with covariates.</summary>
internal sealed class HeadNetwork
{
    private readonly ILayer[] layers;
    private readonly int covariatesAt;
    private readonly Tensor? lateFusion;

    /// <summary>Builds the layers over tensors in the manifest's order.</summary>
    public HeadNetwork(ModelShape shape, IReadOnlyList<Tensor> parameters)
    {
        var byName = shape.Manifest.Parameters.Select((p, i) => (p.Name, Tensor: parameters[i])).ToDictionary(x => x.Name, x => x.Tensor, StringComparer.Ordinal);
        var factory = new LayerFactory(byName);
        layers = [.. shape.Blocks.Select(factory.Create)];
        covariatesAt = shape.Blocks.Index().FirstOrDefault(b => b.Item.TakesCovariates, (-1, null!)).Index;
        lateFusion = shape.Fusion == Fusion.Late ? byName[ModelShape.LateFusionWeight] : null;
    }

    /// <summary>Raw outputs [patients, outputs].</summary>
    /// <param name="x">One bag [tiles, features], or vectors [patients, features].</param>
    /// <param name="covariates">Covariates [patients, columns] for fusion; null without.</param>
    /// <param name="pass">Dropout and what to capture.</param>
    public Tensor Forward(Tensor x, Tensor? covariates, ForwardPass pass)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            if (i == covariatesAt)
                x = cat([x, covariates!], 1);
            x = layers[i].Forward(x, pass);
        }

        return lateFusion is null ? x : x.Plus(nn.functional.linear(covariates!, lateFusion, null));
    }
}
