namespace Lamella.Federation.Metrics;

/// <summary>A named metric.</summary>
public sealed class Metric
{
    private readonly Func<ScoredPatients, Statistic> prepare;

    internal Metric(string name, bool higherIsBetter, Func<ScoredPatients, Statistic> prepare)
    {
        (Name, HigherIsBetter) = (name, higherIsBetter);
        this.prepare = prepare;
    }

    /// <summary>Name as in results, e.g. <c>auc</c>; all names stand in <see cref="MetricNames"/>.</summary>
    public string Name { get; }

    /// <summary>Whether a larger value means a better model.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Makes the metric ready for these patients; undefined (null) throughout when a value is not finite or there is no patient.</summary>
    public Statistic Prepare(ScoredPatients patients) => patients.Count > 0 && patients.AllFinite ? prepare(patients) : static _ => null;

    /// <summary>The metric over all patients, each counted once; null where undefined.</summary>
    public double? Compute(ScoredPatients patients)
    {
        var ones = new int[patients.Count];
        Array.Fill(ones, 1);
        return Prepare(patients)(ones);
    }
}
