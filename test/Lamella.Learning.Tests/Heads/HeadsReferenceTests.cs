using Lamella.Federation.Models;
using Lamella.Learning.Engine;
using Lamella.Learning.Heads;
using Lamella.Learning.Tasks;
using Lamella.Learning.Training;
using static TorchSharp.torch;

namespace Lamella.Learning.Tests.Heads;

/// <summary>The published heads against reference numbers made elsewhere in float64.</summary>
public sealed class HeadsReferenceTests
{
    [Fact]
    public void Logit_loss_and_tile_scores_are_the_references()
    {
        foreach (var c in ReferenceCase.All())
        {
            var shape = ShapeOf(c);
            Assert.Equal(c.Parameters, shape.Manifest.TotalCount);
            var weights = Single(c.Weights(shape.Manifest));
            var patient = new Example("P", default, new MemoryBag(Single(c.Bag()), c.Dimension), new Outcome(c.Label));
            using var trainer = new LocalTrainer(shape, Fixtures.Binary, Fixtures.Training());
            Assert.Equal(c.Logit, trainer.Predict(weights, [patient])[0], 1e-5);
            Assert.Equal(c.Loss, trainer.Loss(weights, [patient]), 1e-5);
            var scores = trainer.TileScores(weights, patient);
            if (c.TileScores is null)
            {
                Assert.Null(scores);
                continue;
            }

            Assert.Equal(c.Tiles, scores!.Length);
            for (var i = 0; i < c.TileScores.Length; i++)
                Assert.Equal(c.TileScores[i], scores[i], 1e-5);
        }
    }

    [Fact]
    public void Gradient_norms_are_the_references_in_double_precision()
    {
        TorchEngine.UseThreads(1);
        foreach (var c in ReferenceCase.All())
        {
            using var scope = NewDisposeScope();
            var shape = ShapeOf(c);
            var all = c.Weights(shape.Manifest);
            var leaves = shape.Manifest.Parameters.Select((p, i) => tensor(all.AsSpan(shape.Manifest.Offsets[i], p.Count).ToArray(), [.. p.Shape.Select(e => (long)e)], requires_grad: true)).ToList();
            var output = new HeadNetwork(shape, leaves).Forward(tensor(c.Bag(), [c.Tiles, c.Dimension]), null, ForwardPass.Prediction);
            Assert.Equal(c.Logit, output.item<double>(), 1e-12);
            autograd.backward(output, tensor([Slope(c, output.item<double>())], [1L, 1]));
            foreach (var (name, expected) in c.GradientNorm)
            {
                var dot = name.LastIndexOf('.');
                var index = shape.Manifest.Parameters.Index().Single(p => p.Item.Name == c.OurName(name[..dot]) + name[dot..]).Index;
                AssertNorm(expected, leaves[index].grad!.norm().item<double>(), 1e-6, 1e-15, $"{c.Head} {name}");
            }
        }
    }

    [Fact]
    public void Gradient_norms_are_the_references_in_training_precision()
    {
        TorchEngine.UseThreads(1);
        foreach (var c in ReferenceCase.All())
        {
            using var scope = NewDisposeScope();
            var shape = ShapeOf(c);
            using var parameters = new ParameterTensors(shape.Manifest);
            Single(c.Weights(shape.Manifest)).CopyTo(parameters.Weights);
            var output = new HeadNetwork(shape, parameters.Leaves).Forward(tensor(Single(c.Bag()), [c.Tiles, c.Dimension]), null, ForwardPass.Prediction);
            var slope = new float[1];
            new BinaryCrossEntropy([]).Evaluate([output.item<float>()], [new Outcome(c.Label)], 1, slope);
            autograd.backward(output, tensor(slope, [1L, 1]));
            foreach (var (name, expected) in c.GradientNorm)
            {
                var dot = name.LastIndexOf('.');
                var index = shape.Manifest.Parameters.Index().Single(p => p.Item.Name == c.OurName(name[..dot]) + name[dot..]).Index;
                var gradient = parameters.Gradients.Slice(shape.Manifest.Offsets[index], shape.Manifest.Parameters[index].Count);
                var squares = 0.0;
                foreach (var g in gradient)
                    squares += (double)g * g;
                // Attention gradients of 1e-8 and less are differences of numbers of 1e-3: float32 has no more digits of them.
                AssertNorm(expected, Math.Sqrt(squares), 1e-3, 1e-9, $"{c.Head} {name}");
            }
        }
    }

    [Fact]
    public void Parameter_counts_are_the_published_ones()
    {
        foreach (var (head, count) in ReferenceCase.ParametersAt2048())
            Assert.Equal(count, ModelShape.Create(HeadPresets.Create(head), Fixtures.Tiles(2048), Fixtures.Binary, 0).Manifest.TotalCount);
    }

    private static double Slope(ReferenceCase c, double logit) => 1 / (1 + Math.Exp(-logit)) - c.Label;

    private static ModelShape ShapeOf(ReferenceCase c) => ModelShape.Create(HeadPresets.Create(c.Head), Fixtures.Tiles(c.Dimension), Fixtures.Binary, 0);

    private static float[] Single(double[] values) => [.. values.Select(v => (float)v)];

    private static void AssertNorm(double expected, double actual, double relative, double floor, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Math.Max(relative * expected, floor), $"{what}: {expected} expected, {actual} found");
}
