
using Lamella.Federation.Rounds;

namespace Lamella.Simulation.Faults;

/// <summary>What happened, counted, and told where somebody reads it.</summary>
internal sealed class FaultLog(VirtualTime time, Action<TimeSpan, string>? tell)
{
    /// <summary>Faults that took effect, by kind.</summary>
    public Dictionary<FaultKind, long> Faults { get; } = [];

    /// <summary>Which faults were under way when which row of the table was taken.</summary>
    public HashSet<(RunPhase Phase, RunStep Step, FaultKind Kind)> Covered { get; } = [];

    /// <summary>A fault took effect.</summary>
    public void Count(FaultKind kind) => Faults[kind] = Faults.GetValueOrDefault(kind) + 1;

    /// <summary>Tells something.</summary>
    public void Tell(string what) => tell?.Invoke(time.Now, what);
}
