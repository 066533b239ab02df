using System.Collections.Immutable;

namespace Lamella.Simulation.Reporting;

/// <summary>A linear axis with round ticks.</summary>
internal sealed class Axis
{
    private readonly double from;
    private readonly double to;
    private readonly string format;

    /// <summary>An axis from <paramref name="low"/> to <paramref name="high"/>, drawn between two pixel positions.</summary>
    public Axis(double low, double high, double from, double to, int ticks = 5)
    {
        if (!(high > low))
            (low, high) = (low - 0.5, low + 0.5);
        var rough = (high - low) / ticks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.First(m => m * power >= rough * 0.7) * power;
        (Low, High, this.from, this.to) = (low, high, from, to);
        var first = (long)Math.Ceiling((low - (step * 1e-6)) / step);
        var last = (long)Math.Floor((high + (step * 1e-6)) / step);
        Ticks = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        format = decimals == 0 ? "#,0" : "0." + new string('0', decimals);
    }

    public double Low { get; }

    public double High { get; }

    public ImmutableArray<double> Ticks { get; }

    /// <summary>An axis that holds all values with a margin of a twentieth at each end, never leaving [floor, ceiling].</summary>
    public static Axis Around(
        IEnumerable<double> values, double from, double to, int ticks = 5, double floor = double.NegativeInfinity, double ceiling = double.PositiveInfinity)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        double low = finite.Min(), high = finite.Max();
        var margin = high > low ? (high - low) / 20 : 0.05;
        return new Axis(Math.Max(floor, low - margin), Math.Min(ceiling, high + margin), from, to, ticks);
    }

    /// <summary>Position of a value; values beyond the ends stay at the ends.</summary>
    public double this[double value] => from + ((Math.Clamp(value, Low, High) - Low) / (High - Low) * (to - from));

    public string Label(double tick) => tick < 0 && tick.ToString(format) != 0.0.ToString(format) ? "\u2212" + (-tick).ToString(format) : Math.Abs(tick).ToString(format);
}
