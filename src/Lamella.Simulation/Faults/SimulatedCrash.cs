namespace Lamella.Simulation.Faults;

/// <summary>A process of the simulation dies here; nothing of it but its disk is left.</summary>
internal sealed class SimulatedCrash() : Exception("The simulated process died.");
