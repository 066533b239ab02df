using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>
/// The batch form of the TCGA-BRCA benchmark: rows by falling time (equal times in batch order); row i counts -event_i (s_i - log sum of exp of
/// the scores up to and including i), which is 0 for the first; divided by the number of rows.
/// </summary>
internal sealed class CoxBatchMean : ITaskLoss
{
    /// <inheritdoc />
    public bool IsSeparable => false;

    /// <inheritdoc />
    public double Normaliser(ReadOnlySpan<Outcome> outcomes) => outcomes.Length;

    /// <inheritdoc />
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<Outcome> outcomes, double normaliser, Span<float> gradient)
    {
        gradient.Clear();
        if (normaliser <= 0)
            return 0;
        var order = FallingTime.Order(outcomes);
        var risk = new double[order.Length];
        var logSum = new CumulativeLogSum();
        var loss = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            logSum.Add(outputs[order[i]]);
            risk[i] = logSum.Value;
            if (outcomes[order[i]].Value > 0.5f)
                loss += risk[i] - outputs[order[i]];
        }

        var share = new CumulativeLogSum();
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var row = order[i];
            var isEvent = outcomes[row].Value > 0.5f;
            if (isEvent)
                share.Add(-risk[i]);
            var expected = double.IsNegativeInfinity(share.Value) ? 0 : Math.Exp(outputs[row] + share.Value);
            gradient[row] = (float)((expected - (isEvent ? 1 : 0)) / normaliser);
        }

        return loss / normaliser;
    }
}
