using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>Mean squared error.</summary>
internal sealed class SquaredError : ITaskLoss
{
    /// <inheritdoc />
    public bool IsSeparable => true;

    /// <inheritdoc />
    public double Normaliser(ReadOnlySpan<Outcome> outcomes) => outcomes.Length;

    /// <inheritdoc />
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<Outcome> outcomes, double normaliser, Span<float> gradient)
    {
        var scale = normaliser > 0 ? 1.0 / normaliser : 0;
        var loss = 0.0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var error = (double)outputs[i] - outcomes[i].Value;
            loss += error * error * scale;
            gradient[i] = (float)(2 * error * scale);
        }

        return loss;
    }
}
