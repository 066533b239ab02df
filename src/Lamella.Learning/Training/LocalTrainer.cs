using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Heads;
using Lamella.Learning.Tasks;
using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>
/// Trains a head on a site's patients for a number of mini-batch steps, whatever the strategy: it applies a <c>LocalCorrection</c> and knows no
/// strategy by name. The same job gives the same bytes on the same machine, alone or beside other trainers, in one piece or split. Synchronous;
/// one trainer is used by one thread at a time, several trainers may run side by side.
/// </summary>
public sealed class LocalTrainer : IDisposable
{
    /// <summary>Patients per forward pass of a head that takes vectors.</summary>
    private const int PredictionBatch = 1024;

    private readonly ModelShape shape;
    private readonly TrainingSpec training;
    private readonly OptimiserSpec optimiserSpec;
    private readonly LearningOptions options;
    private readonly ITaskLoss loss;
    private readonly ParameterTensors parameters;
    private readonly HeadNetwork network;
    private readonly BagCache bags;
    private readonly bool ownsBags;

    /// <summary>Builds the network.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="training">Class weights, accumulation and clipping.</param>
    /// <param name="optimiser">The optimiser; null: the one of <paramref name="training"/>.</param>
    /// <param name="options">Use of the machine; null: defaults.</param>
    /// <param name="bags">Bags shared with other trainers, disposed by the caller; null: a cache of its own.</param>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.EngineUnavailable"/>.</exception>
    public LocalTrainer(ModelShape shape, TaskSpec task, TrainingSpec training, OptimiserSpec? optimiser = null, LearningOptions? options = null, BagCache? bags = null)
    {
        (this.shape, this.training, optimiserSpec) = (shape, training, optimiser ?? training.Optimiser);
        this.options = options ?? LearningOptions.Default;
        TorchEngine.UseThreads(this.options.Threads);
        loss = TaskLosses.Create(task, training.ClassWeights);
        parameters = new ParameterTensors(shape.Manifest);
        network = new HeadNetwork(shape, parameters.Leaves);
        ownsBags = bags is null;
        this.bags = bags ?? new BagCache(this.options.CacheMegabytes);
    }

    /// <summary>Takes the job's steps.</summary>
    /// <exception cref="LamellaException"><see cref="ErrorCodes.TrainingDiverged"/>: a loss or weight is no longer finite; <see cref="ErrorCodes.ManifestMismatch"/>: weights of another model.</exception>
    public TrainingResult Train(TrainingJob job, Action<StepProgress>? progress = null, CancellationToken cancellation = default)
    {
        Load(job.Weights.Span);
        Check(job);
        var accumulate = Math.Max(1, training.Accumulate);
        var total = job.TotalSteps > 0 ? job.TotalSteps : job.FirstStep + job.Steps;
        var plan = new BatchPlan(job.Schedule, job.FirstStep * accumulate, job.Steps * accumulate);
        var optimiser = Optimisers.Create(optimiserSpec, shape.Manifest.TotalCount, job.State);
        var masks = new DropoutMasks(RandomStream.KeyOf(job.Seed, job.Stream, Purposes.Dropout));
        using var inputs = new ExampleTensors(job.Examples, plan.Rows, plan.LargestBatch, shape, bags, options.ReadAhead);
        using var gradient = new BatchGradient(network, loss, inputs, new ForwardPass { Masks = masks }, shape.Outputs, plan.LargestBatch);
        var lossSum = 0.0;
        for (var done = 0; done < job.Steps; done++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = job.FirstStep + done;
            masks.Begin(step);
            parameters.Gradients.Clear();
            var batchLoss = 0.0;
            for (var part = 0; part < accumulate; part++)
                batchLoss += gradient.Add(plan.Batch(done * accumulate + part), 1.0 / accumulate, cancellation);
            if (!double.IsFinite(batchLoss))
                throw Diverged(step, $"the loss is {batchLoss}");
            GradientRules.Clip(parameters.Gradients, training.ClipGradient);
            GradientRules.Correct(parameters.Gradients, parameters.Weights, job.Correction);
            optimiser.Step(parameters.Weights, parameters.Gradients, RateAt(step, total));
            lossSum += batchLoss;
            progress?.Invoke(new StepProgress(done + 1, job.Steps, batchLoss));
        }

        var weights = parameters.Weights.ToArray();
        if (Array.Exists(weights, w => !float.IsFinite(w)))
            throw Diverged(job.FirstStep + job.Steps - 1, "weights are no longer finite");
        return new TrainingResult(weights, optimiser.State(), job.Steps == 0 ? 0 : lossSum / job.Steps, job.Steps);
    }

    /// <summary>Raw outputs without dropout: logits, log-risks or numbers [patients x outputs], row-major.</summary>
    public float[] Predict(ReadOnlySpan<float> weights, IReadOnlyList<Example> examples, CancellationToken cancellation = default)
    {
        Load(weights);
        var results = new float[examples.Count * shape.Outputs];
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        var size = shape.UsesBags && shape.Input.Stage == Stage.Matrix ? 1 : Math.Min(PredictionBatch, Math.Max(1, examples.Count));
        using var off = no_grad();
        using var inputs = new ExampleTensors(examples, order, size, shape, bags, options.ReadAhead);
        for (var at = 0; at < order.Length; at += size)
        {
            using var scope = NewDisposeScope();
            var rows = order.AsSpan(at, Math.Min(size, order.Length - at));
            var x = inputs.TakesBags ? inputs.NextBag(cancellation) : inputs.Vectors(rows);
            var outputs = network.Forward(x, inputs.Covariates(rows), ForwardPass.Prediction);
            TensorMemory.Floats(outputs).CopyTo(results.AsSpan(at * shape.Outputs));
            inputs.Release();
        }

        return results;
    }

    /// <summary>
    /// A score per tile: attention (of gated attention, or of the class token), or the score that highest and lowest tiles are chosen by
    /// ([tiles], or [tiles x outputs] for several classes). Null when the head has none.
    /// </summary>
    public float[]? TileScores(ReadOnlySpan<float> weights, Example example)
    {
        Load(weights);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var inputs = new ExampleTensors([example], [0], 1, shape, bags, options.ReadAhead);
        if (!inputs.TakesBags)
            return null;
        var pass = new ForwardPass { Explains = true };
        network.Forward(inputs.NextBag(default), inputs.Covariates([0]), pass);
        return pass.TileScores is { } scores ? TensorMemory.Floats(scores.contiguous()).ToArray() : null;
    }

    /// <summary>The task's loss over all the patients together; 0 for none.</summary>
    public double Loss(ReadOnlySpan<float> weights, IReadOnlyList<Example> examples, CancellationToken cancellation = default)
    {
        var outputs = Predict(weights, examples, cancellation);
        Outcome[] outcomes = [.. examples.Select(e => e.Outcome)];
        return loss.Evaluate(outputs, outcomes, loss.Normaliser(outcomes), new float[outputs.Length]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        parameters.Dispose();
        if (ownsBags)
            bags.Dispose();
    }

    private static LamellaException Diverged(long step, string what) => new(
        ErrorCodes.TrainingDiverged, $"Training diverged at step {step}: {what}.", "Lower the learning rate, clip the gradient, or scale the inputs (standardise: federated).");

    private void Load(ReadOnlySpan<float> weights)
    {
        if (weights.Length != shape.Manifest.TotalCount)
        {
            throw new LamellaException(ErrorCodes.ManifestMismatch, $"The weights hold {weights.Length} values, the model has {shape.Manifest.TotalCount}.",
                "Use the weights that were trained with this protocol.");
        }

        TorchEngine.UseThreads(options.Threads);
        weights.CopyTo(parameters.Weights);
    }

    private void Check(TrainingJob job)
    {
        var correction = job.Correction;
        var shared = shape.Manifest.SharedCount;
        if (correction.ProximalWeight != 0 && correction.Reference.Length != shared)
            throw new ArgumentException($"The proximal reference holds {correction.Reference.Length} values, {shared} are shared.", nameof(job));
        if (!correction.AdditiveGradient.IsEmpty && correction.AdditiveGradient.Length != shared)
            throw new ArgumentException($"The additive gradient holds {correction.AdditiveGradient.Length} values, {shared} are shared.", nameof(job));
    }

    private double RateAt(long step, long total) => optimiserSpec.Schedule == Schedule.Cosine
        ? optimiserSpec.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * step / total))
        : optimiserSpec.LearningRate;
}
