namespace Lamella.Simulation.Faults;

/// <summary>Runs seeds of the fault simulator and checks each.</summary>
public static class FaultRuns
{
    /// <summary>Runs one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="tell">Told of what happens when, for people; null: nobody.</param>
    public static FaultReport Run(ulong seed, Action<TimeSpan, string>? tell = null) => Run(seed, null, tell);

    internal static FaultReport Run(ulong seed, PlantedBug? bug, Action<TimeSpan, string>? tell = null)
    {
        var federation = new SimulatedFederation(FaultScenario.Draw(seed), bug, tell);
        try
        {
            federation.Run();
        }
        catch (Exception e) when (e is not SimulatedCrash)
        {
            return new FaultReport(seed, [$"the program fell over: {e.GetType().Name}: {e.Message}"], federation.Log.Faults, federation.Log.Covered);
        }

        return new FaultReport(seed, new FaultOracle(federation).Check(), federation.Log.Faults, federation.Log.Covered);
    }
}

/// <summary>What came of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violations">What does not hold; empty when all does.</param>
/// <param name="Faults">Faults that took effect, by kind.</param>
/// <param name="Covered">Which events came while which faults were under way.</param>
public sealed record FaultReport(ulong Seed, IReadOnlyList<string> Violations, IReadOnlyDictionary<FaultKind, long> Faults, IReadOnlyCollection<(string Event, FaultKind Kind)> Covered);
