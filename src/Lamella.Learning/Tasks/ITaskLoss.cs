using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>
/// The loss of a task and its exact gradient in the head's outputs, in double precision. Outputs are few, so this costs nothing beside the
/// network, and the formulas can be read and checked in one place.
/// </summary>
internal interface ITaskLoss
{
    /// <summary>True when the loss is a weighted mean over patients, so that each can be computed alone.</summary>
    bool IsSeparable { get; }

    /// <summary>What the sum over a batch is divided by.</summary>
    double Normaliser(ReadOnlySpan<Outcome> outcomes);

    /// <summary>Sum over the given patients divided by <paramref name="normaliser"/>; 0 with a zero gradient where that is 0.</summary>
    /// <param name="outputs">Raw outputs [n x outputs], row-major.</param>
    /// <param name="outcomes">What was observed [n].</param>
    /// <param name="normaliser">Of the whole batch, from <see cref="Normaliser"/>.</param>
    /// <param name="gradient">Receives the gradient in the outputs [n x outputs].</param>
    double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<Outcome> outcomes, double normaliser, Span<float> gradient);
}
