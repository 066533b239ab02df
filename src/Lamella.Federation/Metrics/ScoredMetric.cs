namespace Lamella.Federation.Metrics;

/// <summary>A metric of a model on a site's own test patients, as the site says it.</summary>
/// <param name="Name">Name of the metric; see <see cref="MetricNames"/>.</param>
/// <param name="Value">Its value; null where undefined or withheld.</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
public sealed record ScoredMetric(string Name, double? Value, double? Low, double? High);
