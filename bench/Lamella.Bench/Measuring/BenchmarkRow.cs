namespace Lamella.Bench.Measuring;

/// <summary>One measured figure.</summary>
/// <param name="Name">Benchmark and figure, <c>benchmark/figure</c>.</param>
/// <param name="Value">What was measured; null where it could not be.</param>
/// <param name="Unit">Unit of value and limit.</param>
/// <param name="Limit">The machine's own figure for the same work, from the same run; null where there is none.</param>
/// <param name="Ratio">Value over limit; null without a limit.</param>
/// <param name="Target">Least ratio where there is a limit, else the most the value may be; null where nothing is asked.</param>
/// <param name="Met">Whether the target was met; true where nothing is asked.</param>
internal sealed record BenchmarkRow(string Name, double? Value, string Unit, double? Limit, double? Ratio, double? Target, bool Met)
{
    /// <summary>A rate that should reach a share of the machine's own.</summary>
    public static BenchmarkRow OfLimit(string name, Alternated rates, string unit, double leastRatio) =>
        new(name, rates.Ours, unit, rates.Limit, rates.Ratio, leastRatio, rates.Ratio >= leastRatio);

    /// <summary>A time or a size that should stay under a bound.</summary>
    public static BenchmarkRow AtMost(string name, double? value, string unit, double most) =>
        new(name, value, unit, null, null, most, value <= most);

    /// <summary>A figure for the record.</summary>
    public static BenchmarkRow Plain(string name, double? value, string unit) => new(name, value, unit, null, null, null, true);
}
