using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>
/// Negative Cox log partial likelihood, Breslow 1974: over events i, -(s_i - log sum over j with time_j >= time_i of exp(s_j)), divided by the
/// number of events. Tied patients are all in each other's risk set.
/// </summary>
internal sealed class CoxBreslow : ITaskLoss
{
    /// <inheritdoc />
    public bool IsSeparable => false;

    /// <inheritdoc />
    public double Normaliser(ReadOnlySpan<Outcome> outcomes)
    {
        var events = 0;
        foreach (var outcome in outcomes)
            events += outcome.Value > 0.5f ? 1 : 0;
        return events;
    }

    /// <inheritdoc />
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<Outcome> outcomes, double normaliser, Span<float> gradient)
    {
        gradient.Clear();
        if (normaliser <= 0)
            return 0;
        var order = FallingTime.Order(outcomes);
        var groups = new List<(int End, double LogSum, int Events)>();
        var logSum = new CumulativeLogSum();
        var loss = 0.0;
        for (var at = 0; at < order.Length;)
        {
            var time = outcomes[order[at]].Time;
            int events = 0, end = at;
            for (; end < order.Length && outcomes[order[end]].Time == time; end++)
                logSum.Add(outputs[order[end]]);
            var risk = logSum.Value;
            for (; at < end; at++)
            {
                if (outcomes[order[at]].Value <= 0.5f)
                    continue;
                events++;
                loss += risk - outputs[order[at]];
            }

            groups.Add((end, risk, events));
        }

        // d/ds_j = (sum over events whose risk set holds j of exp(s_j - log risk) - event_j); risk sets that hold j are those at or after its own.
        var share = new CumulativeLogSum();
        for (var g = groups.Count - 1; g >= 0; g--)
        {
            if (groups[g].Events > 0)
                share.Add(Math.Log(groups[g].Events) - groups[g].LogSum);
            for (var i = g == 0 ? 0 : groups[g - 1].End; i < groups[g].End; i++)
            {
                var row = order[i];
                var expected = double.IsNegativeInfinity(share.Value) ? 0 : Math.Exp(outputs[row] + share.Value);
                gradient[row] = (float)((expected - (outcomes[row].Value > 0.5f ? 1 : 0)) / normaliser);
            }
        }

        return loss / normaliser;
    }
}
