using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lamella.Federation.Rounds;
using Lamella.Simulation.Results;
using Lamella.Site.Local;

namespace Lamella.Simulation.Arms;

/// <summary>A finished arm, as kept in the output folder; with its predictions, all that results and report need.</summary>
/// <param name="Key">Which arm.</param>
/// <param name="Rounds">Rounds or passes.</param>
/// <param name="Seconds">Time it took in the process that finished it.</param>
/// <param name="ModelSha256">SHA-256 of its model file; null for the ensemble, which is several.</param>
/// <param name="Curve">Learning curve.</param>
/// <param name="Status">How a federated run ended; completed for the others.</param>
/// <param name="Outcomes">Every round of a federated run; empty for the others.</param>
/// <param name="TileMetrics">How well tile scores meet the tiles' truth, where bags carry it.</param>
internal sealed record ArmRecord(
    ArmKey Key, int Rounds, double Seconds, string? ModelSha256, IReadOnlyList<CurvePoint> Curve, RunStatus Status, ImmutableArray<RoundOutcome> Outcomes,
    IReadOnlyList<MetricResult> TileMetrics)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Options);

    public static ArmRecord? Read(string path) => File.Exists(path) ? JsonSerializer.Deserialize<ArmRecord>(File.ReadAllBytes(path), Options) : null;
}
