using Lamella.Federation;
using Lamella.Federation.Models;
using static TorchSharp.torch;

namespace Lamella.Learning.Training;

/// <summary>Patients as the network takes them: covariates and slide vectors gathered per batch, tile bags fed one by one.</summary>
internal sealed class ExampleTensors : IDisposable
{
    private readonly IReadOnlyList<Example> examples;
    private readonly VectorRows? covariates;
    private readonly VectorRows? slides;
    private readonly BagFeed? feed;

    /// <summary>Lays <paramref name="examples"/> out for being visited in <paramref name="order"/>.</summary>
    /// <param name="examples">The patients.</param>
    /// <param name="order">Row numbers of all batches, one after the other; <see cref="NextBag"/> follows it.</param>
    /// <param name="largestBatch">Rows of the largest batch.</param>
    /// <param name="shape">The model.</param>
    /// <param name="cache">Bags in memory.</param>
    /// <param name="readAhead">Bags read ahead.</param>
    public ExampleTensors(IReadOnlyList<Example> examples, IReadOnlyList<int> order, int largestBatch, ModelShape shape, BagCache cache, int readAhead)
    {
        this.examples = examples;
        foreach (var example in examples)
            Check(example, shape);
        if (shape.Covariates > 0)
            covariates = new VectorRows(Flatten(examples, shape.Covariates), shape.Covariates, largestBatch);
        if (shape.UsesBags && shape.Input.Stage == Stage.Vector)
            slides = new VectorRows(SlideVectors(examples, shape.Input.Width), shape.Input.Width, largestBatch);
        else if (shape.UsesBags)
            feed = new BagFeed([.. order.Select(row => examples[row].Bag!)], cache, readAhead);
    }

    /// <summary>True when the network takes one bag at a time.</summary>
    public bool TakesBags => feed is not null;

    /// <summary>Covariates of the rows [n, columns]; null without.</summary>
    public Tensor? Covariates(ReadOnlySpan<int> rows) => covariates?.Gather(rows);

    /// <summary>Input of a head that works on vectors [n, width]: slide embeddings, or else the covariates themselves.</summary>
    public Tensor Vectors(ReadOnlySpan<int> rows) => (slides ?? covariates!).Gather(rows);

    /// <summary>The next bag of the order.</summary>
    public Tensor NextBag(CancellationToken cancellation) => feed!.Take(cancellation);

    /// <summary>Gives back the bags taken.</summary>
    public void Release() => feed?.Release();

    /// <summary>Outcomes of the rows.</summary>
    public void Outcomes(ReadOnlySpan<int> rows, Span<Outcome> outcomes)
    {
        for (var i = 0; i < rows.Length; i++)
            outcomes[i] = examples[rows[i]].Outcome;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        covariates?.Dispose();
        slides?.Dispose();
        feed?.Dispose();
    }

    private static void Check(Example example, ModelShape shape)
    {
        if (example.Covariates.Length != shape.Covariates)
            throw new ArgumentException($"A patient has {example.Covariates.Length} covariates, the model takes {shape.Covariates}.", nameof(example));
        if (!shape.UsesBags)
            return;
        if (example.Bag is null)
            throw new LamellaException(ErrorCodes.BagMissing, $"Patient '{example.PatientId}' has no bag.", "Add the bag, or remove the patient from the table.");
        if (example.Bag.Dimension != shape.Input.Width || example.Bag.Count < 1)
        {
            throw new LamellaException(ErrorCodes.ContractMismatch,
                $"The bag of patient '{example.PatientId}' holds {example.Bag.Count} x {example.Bag.Dimension} features; the model takes {shape.Input.Width} per row.",
                "Encode this patient's tiles with the study's encoder.");
        }
    }

    private static float[] Flatten(IReadOnlyList<Example> examples, int width)
    {
        var rows = new float[examples.Count * width];
        for (var i = 0; i < examples.Count; i++)
            examples[i].Covariates.Span.CopyTo(rows.AsSpan(i * width));
        return rows;
    }

    /// <summary>One vector per patient: the mean of the patient's slide embeddings.</summary>
    private static float[] SlideVectors(IReadOnlyList<Example> examples, int width)
    {
        var rows = new float[examples.Count * width];
        var scratch = Array.Empty<float>();
        for (var i = 0; i < examples.Count; i++)
        {
            var bag = examples[i].Bag!;
            if (scratch.Length < bag.Count * width)
                scratch = new float[bag.Count * width];
            bag.Read(scratch.AsSpan(0, bag.Count * width));
            for (var c = 0; c < width; c++)
            {
                var sum = 0.0;
                for (var r = 0; r < bag.Count; r++)
                    sum += scratch[r * width + c];
                rows[i * width + c] = (float)(sum / bag.Count);
            }
        }

        return rows;
    }
}
