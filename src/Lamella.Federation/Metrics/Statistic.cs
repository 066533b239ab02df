namespace Lamella.Federation.Metrics;

/// <summary>
/// A metric made ready for one set of patients (sorted once): its value when patient i is counted <c>counts[i]</c> times, which is what a
/// bootstrap replicate asks for. Counts of 1 give the metric itself. Null where the value is undefined. Not safe for concurrent use: it may keep
/// scratch space.
/// </summary>
/// <param name="counts">How often each patient counts, in the order of the patients.</param>
public delegate double? Statistic(ReadOnlySpan<int> counts);
