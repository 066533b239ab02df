using System.Globalization;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Arms;

/// <summary>Names one arm of one seed.</summary>
/// <param name="Arm">The arm; see <see cref="Federation.Metrics.ArmNames"/>.</param>
/// <param name="Strategy">Strategy of a federated arm; null for the others.</param>
/// <param name="Seed">Seed.</param>
internal sealed record ArmKey(string Arm, string? Strategy, ulong Seed)
{
    /// <summary>For people: strategy or arm, and seed.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Strategy ?? Arm}, seed {Seed}");

    /// <summary>Name of the arm's files, without ending.</summary>
    public string FileName => Path.GetFileNameWithoutExtension(PredictionsCsv.FileName(Arm, Strategy, Seed));
}
