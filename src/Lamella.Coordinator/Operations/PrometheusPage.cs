using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Lamella.Coordinator.Operations;

/// <summary>
/// The instruments of one meter as a page in Prometheus' text format, version 0.0.4 (prometheus.io, "Exposition formats"). Names are the instruments' with
/// underscores, the unit's name and, for counters, <c>_total</c> behind.
/// </summary>
internal sealed class PrometheusPage : IDisposable
{
    /// <summary>The page's content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Family> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    /// <summary>Listens to a meter; instruments that come later are heard too.</summary>
    public PrometheusPage(Meter meter)
    {
        listener.InstrumentPublished = (instrument, heard) =>
        {
            if (instrument.Meter == meter)
                heard.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take((Family)state!, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take((Family)state!, value, tags));
        listener.Start();
    }

    /// <summary>The page as things stand.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        lock (gate)
        {
            // A gauge that has nothing to say now must not go on saying what it said last.
            foreach (var family in families.Values)
                family.Forget();
            listener.RecordObservableInstruments();
            foreach (var family in families.Values)
                family.Write(text);
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public void Dispose() => listener.Dispose();

    private Family FamilyOf(Instrument instrument)
    {
        var isCounter = instrument is Counter<long> or Counter<double>;
        var name = instrument.Name.Replace('.', '_') + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" } + (isCounter ? "_total" : "");
        var bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries;
        var family = new Family(name, instrument.Description ?? "", isCounter ? "counter" : bounds is null ? "gauge" : "histogram", bounds is null ? null : [.. bounds]);
        lock (gate)
            families[name] = family;
        return family;
    }

    private void Take(Family family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (gate)
            family.Take(value, tags);
    }

    private sealed class Family(string name, string help, string kind, double[]? bounds)
    {
        private readonly SortedDictionary<string, double> values = new(StringComparer.Ordinal);
        private readonly long[] buckets = new long[(bounds?.Length ?? 0) + 1];
        private double sum;

        public void Forget()
        {
            if (kind == "gauge")
                values.Clear();
        }

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (bounds is not null)
            {
                var bucket = 0;
                while (bucket < bounds.Length && value > bounds[bucket])
                    bucket++;
                buckets[bucket]++;
                sum += value;
                return;
            }

            var labels = Labels(tags);
            values[labels] = kind == "counter" ? values.GetValueOrDefault(labels) + value : value;
        }

        public void Write(StringBuilder text)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");
            foreach (var (labels, value) in values)
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
            if (bounds is null)
                return;
            var below = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                below += buckets[i];
                var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bound}\"}} {below}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum {sum}\n{name}_count {below}\n");
        }

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.IsEmpty)
                return "";
            var words = new List<string>();
            foreach (var (key, value) in tags)
                words.Add($"{key}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
            return "{" + string.Join(',', words) + "}";
        }

        private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
