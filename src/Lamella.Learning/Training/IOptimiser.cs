namespace Lamella.Learning.Training;

/// <summary>A rule that turns a gradient into a step, in place over flat arrays.</summary>
internal interface IOptimiser
{
    /// <summary>What the next job goes on from.</summary>
    OptimiserState State();

    /// <summary>Takes a step at rate <paramref name="rate"/>. Both arrays [total count]; the gradient may be overwritten.</summary>
    void Step(Span<float> weights, Span<float> gradient, double rate);
}
