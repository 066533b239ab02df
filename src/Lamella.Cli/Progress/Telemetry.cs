using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lamella.Cli.Progress;

/// <summary>
/// Traces and metrics by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the exporter's other standard variables count too. Without it nothing is sent
/// anywhere. What is not sent yet goes when this is disposed, or is dropped when the collector does not answer.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private Telemetry(string service, string name)
    {
        traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(r => r.AddService(service)).AddSource(name).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(r => r.AddService(service)).AddMeter(name).AddOtlpExporter().Build();
    }

    /// <summary>Begins, if somebody wants it; otherwise null.</summary>
    /// <param name="service">Name of the program for the collector.</param>
    /// <param name="name">Meter and source of spans.</param>
    public static Telemetry? Start(string service, string name) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)) ? null : new Telemetry(service, name);

    /// <inheritdoc />
    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }
}
