using Lamella.Learning.Engine;
using Lamella.Learning.Heads;
using Lamella.Learning.Tasks;
using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>Forward and backward pass of a mini-batch: adds its gradient to the parameters' and returns its loss.</summary>
internal sealed class BatchGradient : IDisposable
{
    private readonly HeadNetwork network;
    private readonly ITaskLoss loss;
    private readonly ExampleTensors inputs;
    private readonly ForwardPass pass;
    private readonly int outputs;
    private readonly Outcome[] outcomes;
    private readonly Tensor outputGradient;

    /// <summary>For mini-batches of up to <paramref name="largestBatch"/> rows of <paramref name="inputs"/>.</summary>
    public BatchGradient(HeadNetwork network, ITaskLoss loss, ExampleTensors inputs, ForwardPass pass, int outputs, int largestBatch)
    {
        (this.network, this.loss, this.inputs, this.pass, this.outputs) = (network, loss, inputs, pass, outputs);
        outcomes = new Outcome[largestBatch];
        outputGradient = empty(largestBatch, outputs).DetachFromDisposeScope();
    }

    /// <summary>Adds the gradient of <paramref name="share"/> times the loss of these rows.</summary>
    public double Add(ReadOnlySpan<int> rows, double share, CancellationToken cancellation)
    {
        var observed = outcomes.AsSpan(0, rows.Length);
        inputs.Outcomes(rows, observed);
        var normaliser = loss.Normaliser(observed);
        if (!inputs.TakesBags)
            return AddVectors(rows, observed, normaliser, share);
        return loss.IsSeparable ? AddBagByBag(rows, observed, normaliser, share, cancellation) : AddBagsTogether(rows, observed, normaliser, share, cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => outputGradient.Dispose();

    private double AddVectors(ReadOnlySpan<int> rows, ReadOnlySpan<Outcome> observed, double normaliser, double share)
    {
        using var scope = NewDisposeScope();
        var vectors = inputs.Vectors(rows);
        return Backward(network.Forward(vectors, inputs.Covariates(rows), pass), observed, normaliser, share);
    }

    /// <summary>A weighted mean over patients: one graph at a time is alive.</summary>
    private double AddBagByBag(ReadOnlySpan<int> rows, ReadOnlySpan<Outcome> observed, double normaliser, double share, CancellationToken cancellation)
    {
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            using var scope = NewDisposeScope();
            var output = network.Forward(inputs.NextBag(cancellation), inputs.Covariates(rows.Slice(i, 1)), pass);
            sum += Backward(output, observed.Slice(i, 1), normaliser, share);
            inputs.Release();
        }

        return sum;
    }

    /// <summary>The loss needs all scores of the batch: every bag's graph lives until the end of the batch.</summary>
    private double AddBagsTogether(ReadOnlySpan<int> rows, ReadOnlySpan<Outcome> observed, double normaliser, double share, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var covariates = inputs.Covariates(rows);
        var scores = new Tensor[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            scores[i] = network.Forward(inputs.NextBag(cancellation), covariates?.narrow(0, i, 1), pass);
        var sum = Backward(cat(scores, 0), observed, normaliser, share);
        inputs.Release();
        return sum;
    }

    private double Backward(Tensor output, ReadOnlySpan<Outcome> observed, double normaliser, double share)
    {
        var gradient = TensorMemory.Floats(outputGradient)[..(observed.Length * outputs)];
        var value = loss.Evaluate(TensorMemory.Floats(output), observed, normaliser, gradient);
        if (share != 1)
        {
            foreach (ref var slope in gradient)
                slope = (float)(slope * share);
        }

        var seed = observed.Length == outputGradient.shape[0] ? outputGradient : outputGradient.narrow(0, 0, observed.Length);
        autograd.backward(output, seed);
        return value * share;
    }
}
