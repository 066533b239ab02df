using System.Diagnostics.Metrics;
using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Operations;

/// <summary>
/// What a coordinator counts of itself, for whoever listens: the operations port, or an exporter of the program around it. Names, units and meanings stand in
/// docs/operations.md. Labels are codes and directions from closed sets, never a word that a site wrote. Counters begin at zero with the process.
/// </summary>
internal sealed class CoordinatorMeters : IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Lamella.Coordinator";

    private const double MillisecondsPerSecond = 1000;
    private readonly Meter meter = new(Name);
    private readonly Counter<long> roundsClosed, updatesReceived, updatesRejected, faults, bytesIn, bytesOut;
    private readonly Histogram<double> roundSeconds, appendSeconds;
    private readonly Dictionary<(RunId Run, int Round), long> opened = [];

    public CoordinatorMeters()
    {
        roundsClosed = meter.CreateCounter<long>("lamella.rounds.closed", "{round}", "Rounds that closed with a result.");
        updatesReceived = meter.CreateCounter<long>("lamella.updates.received", "{update}", "Updates that sites submitted.");
        updatesRejected = meter.CreateCounter<long>("lamella.updates.rejected", "{update}", "Updates that do not count, by code.");
        faults = meter.CreateCounter<long>("lamella.faults", "{fault}", "Faults by code: of the coordinator itself, of statements it refused, and of work that sites could not do.");
        bytesIn = meter.CreateCounter<long>("lamella.received", "By", "Bytes of updates that came in.");
        bytesOut = meter.CreateCounter<long>("lamella.sent", "By", "Bytes of models that went out.");
        roundSeconds = meter.CreateHistogram(
            "lamella.round.duration", "s", "From opening a round to recording it.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400, 43200, 86400] });
        appendSeconds = meter.CreateHistogram(
            "lamella.ledger.append.duration", "s", "From handing entries to the store until they are durable.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });
    }

    /// <summary>The meter itself, so that a listener hears this coordinator and no other in the process.</summary>
    public Meter Meter => meter;

    /// <summary>Adds what is looked at when somebody asks.</summary>
    /// <param name="name">Name of the gauge.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="meaning">What it says.</param>
    /// <param name="observe">Looks; safe on any thread; null: there is nothing to say.</param>
    public void Watch(string name, string unit, string meaning, Func<double?> observe) => meter.CreateObservableGauge(
        name, () => observe() is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(), unit, meaning);

    /// <summary>An entry of the ledger, at the time that stands in it.</summary>
    /// <param name="e">The entry.</param>
    /// <param name="at">Milliseconds since 1970 UTC.</param>
    /// <param name="isNew">Whether it happens now; an earlier start has counted the others.</param>
    public void Happened(LedgerEvent e, long at, bool isNew)
    {
        if (e is RoundOpened open)
            opened[(open.Run, open.Round)] = at;
        var began = e is RoundRecorded over && opened.Remove((over.Run, over.Round), out var start) ? start : at;
        if (isNew)
            Count(e, (at - began) / MillisecondsPerSecond);
    }

    /// <summary>Bytes of an update came in.</summary>
    public void Received(long bytes) => bytesIn.Add(bytes);

    /// <summary>Bytes of a model went out.</summary>
    public void Sent(long bytes) => bytesOut.Add(bytes);

    /// <summary>Entries became durable.</summary>
    public void Appended(TimeSpan took) => appendSeconds.Record(took.TotalSeconds);

    /// <summary>A fault that nobody waits for.</summary>
    public void Fault(Exception fault) => Fault((fault as LamellaException)?.Code ?? ErrorCodes.ProgramFault);

    /// <summary>A job that could not be done.</summary>
    public void Ended(JobResult result)
    {
        if (result is JobFailed failed)
            Fault(failed.Code);
    }

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Code(string code) => new("code", KnownCodes.Contains(code) ? code : "other");

    private void Count(LedgerEvent e, double seconds)
    {
        switch (e)
        {
            case UpdateSubmitted:
                updatesReceived.Add(1);
                break;
            case UpdateRejected rejected:
                updatesRejected.Add(1, Code(rejected.Code));
                break;
            case RoundClosed:
                roundsClosed.Add(1);
                break;
            case RoundRecorded:
                roundSeconds.Record(seconds);
                break;
            case StatementRefused refused:
                Fault(refused.Code);
                break;
            case WorkFailed failed:
                Fault(failed.Code);
                break;
        }
    }

    private void Fault(string code) => faults.Add(1, Code(code));
}
