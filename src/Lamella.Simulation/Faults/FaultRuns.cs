using Lamella.Federation.Rounds;

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
        var scenario = FaultScenario.Draw(seed);
        var federation = new SimulatedFederation(scenario, bug, tell);
        try
        {
            federation.Run();
            var undisturbed = new Lazy<SimulatedFederation>(() => Undisturbed(scenario));
            return Report(new FaultOracle(federation, undisturbed).Check());
        }
        catch (Exception e) when (e is not SimulatedCrash)
        {
            return Report([$"the program fell over: {e.GetType().Name}: {e.Message}"]);
        }

        FaultReport Report(IReadOnlyList<string> violations) => new(seed, violations, federation.Log.Faults, federation.Log.Covered);
    }

    private static SimulatedFederation Undisturbed(FaultScenario scenario)
    {
        var federation = new SimulatedFederation(scenario.Undisturbed());
        federation.Run();
        return federation;
    }
}

/// <summary>What came of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violations">What does not hold; empty when all does.</param>
/// <param name="Faults">Faults that took effect, by kind.</param>
/// <param name="Covered">Which rows of the table of rounds were taken while which faults were under way.</param>
public sealed record FaultReport(ulong Seed, IReadOnlyList<string> Violations, IReadOnlyDictionary<FaultKind, long> Faults, IReadOnlyCollection<(RunPhase Phase, RunStep Step, FaultKind Kind)> Covered);
