namespace Lamella.Federation.Metrics;

/// <summary>Patients with what happened to them and what a model said: the input of every metric. One entry per patient, never per slide or tile.</summary>
public sealed class ScoredPatients
{
    /// <summary>Takes the columns as they are; lengths must agree.</summary>
    /// <param name="outcome">Binary: 1 positive, 0 negative. Multiclass: class index. Survival: 1 event, 0 censored. Regression: the value.</param>
    /// <param name="scores">[patients x outputs], row by row. Binary: probability. Multiclass: probability per class. Survival: log-risk, higher is worse. Regression: the value.</param>
    /// <param name="outputs">Scores per patient, at least 1.</param>
    /// <param name="time">Survival: follow-up time per patient; otherwise empty.</param>
    public ScoredPatients(float[] outcome, float[] scores, int outputs = 1, float[]? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        if (scores.Length != outcome.Length * outputs)
            throw new ArgumentException($"{outcome.Length} patients with {outputs} outputs need {outcome.Length * outputs} scores, not {scores.Length}.", nameof(scores));
        if (time is { Length: > 0 } && time.Length != outcome.Length)
            throw new ArgumentException($"{outcome.Length} patients need as many times, not {time.Length}.", nameof(time));
        (Outcome, Scores, Outputs, Time) = (outcome, scores, outputs, time ?? []);
    }

    /// <summary>Outcome per patient.</summary>
    public float[] Outcome { get; }

    /// <summary>Follow-up time per patient, or empty.</summary>
    public float[] Time { get; }

    /// <summary>Scores, [patients x outputs] row by row.</summary>
    public float[] Scores { get; }

    /// <summary>Scores per patient.</summary>
    public int Outputs { get; }

    /// <summary>Number of patients.</summary>
    public int Count => Outcome.Length;

    /// <summary>False when a score, outcome or time is NaN or infinite, as after a training that diverged; every metric is then undefined.</summary>
    public bool AllFinite => Scores.All(float.IsFinite) && Outcome.All(float.IsFinite) && Time.All(float.IsFinite);

    /// <summary>The patients of <paramref name="rows"/>, in that order.</summary>
    public ScoredPatients Subset(IReadOnlyList<int> rows)
    {
        var outcome = new float[rows.Count];
        var time = new float[Time.Length == 0 ? 0 : rows.Count];
        var scores = new float[rows.Count * Outputs];
        for (var i = 0; i < rows.Count; i++)
        {
            outcome[i] = Outcome[rows[i]];
            if (time.Length > 0)
                time[i] = Time[rows[i]];
            Scores.AsSpan(rows[i] * Outputs, Outputs).CopyTo(scores.AsSpan(i * Outputs));
        }

        return new ScoredPatients(outcome, scores, Outputs, time);
    }
}
