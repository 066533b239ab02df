using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lamella.Learning.Tests.Training;

/// <summary>Our rules beside the engine's own optimisers, step by step.</summary>
public sealed class OptimiserTests
{
    [Theory]
    [InlineData(OptimiserKind.Sgd, 0, 0)]
    [InlineData(OptimiserKind.Sgd, 0.9, 0.01)]
    [InlineData(OptimiserKind.Adam, 0, 0)]
    [InlineData(OptimiserKind.Adam, 0, 0.01)]
    [InlineData(OptimiserKind.AdamW, 0, 0.01)]
    public void Fifty_steps_follow_the_engines_optimiser(OptimiserKind kind, double momentum, double decay)
    {
        TorchEngine.UseThreads(1);
        const int count = 21;
        var spec = new OptimiserSpec { Kind = kind, LearningRate = 0.05, Momentum = momentum, WeightDecay = decay };
        float[] start = [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i))];
        float[] ours = [.. start];
        using var theirs = new Parameter(tensor(start), true);
        using var reference = Published(kind, theirs, momentum, decay);
        var optimiser = Optimisers.Create(spec, count, null);
        for (var step = 0; step < 50; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, count).Select(i => MathF.Cos(0.7f * i + step) * (i + 1))];
            theirs.grad = tensor(gradient);
            reference.step();
            optimiser.Step(ours, gradient, spec.LearningRate);
        }

        var expected = theirs.data<float>().ToArray();
        for (var i = 0; i < count; i++)
            Assert.Equal(expected[i], ours[i], 2e-5 * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void Adam_by_hand()
    {
        // g = 2, first step: m = .2, v = .004; corrected 2 and 4; w = 1 - .1 * 2 / (2 + 1e-8) = .9.
        float[] weights = [1];
        var adam = Optimisers.Create(new OptimiserSpec { LearningRate = 0.1 }, 1, null);
        adam.Step(weights, [2f], 0.1);
        Assert.Equal(0.9, weights[0], 1e-6);
        var state = adam.State();
        Assert.Equal((1L, 0.2f), (state.Steps, MathF.Round(state.First[0], 6)));
        Assert.Equal(0.004, state.Second[0], 1e-8);
    }

    [Fact]
    public void State_of_another_model_is_refused() =>
        Assert.Equal(ErrorCodes.ManifestMismatch,
            Assert.Throws<LamellaException>(() => Optimisers.Create(new OptimiserSpec { LearningRate = 1 }, 3, new OptimiserState(1, new float[2], new float[2]))).Code);

    private static optim.Optimizer Published(OptimiserKind kind, Parameter weights, double momentum, double decay) => kind switch
    {
        OptimiserKind.Sgd => optim.SGD([weights], 0.05, momentum, weight_decay: decay),
        OptimiserKind.Adam => optim.Adam([weights], 0.05, weight_decay: decay),
        _ => optim.AdamW([weights], 0.05, weight_decay: decay),
    };
}
