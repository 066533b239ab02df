namespace Lamella.Simulation;

/// <summary>How a simulated study is run. What it computes does not depend on any of this.</summary>
public sealed record SimulationOptions
{
    /// <summary>Folder for results; empty, or one in which the same study was begun.</summary>
    public required string Output { get; init; }

    /// <summary>Seeds; empty: the protocol's.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Trainings that run at once, each on its own thread; 1 to 64.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Memory for bags kept between steps, in MiB; the rest is streamed from disk.</summary>
    public int BagCacheMegabytes { get; init; } = 2048;

    /// <summary>The command that was typed, for the report; empty when called from code.</summary>
    public string Command { get; init; } = "";

    /// <summary>The data are generated; the report says so first.</summary>
    public bool SyntheticData { get; init; }

    /// <summary>Told what happens; may be called from several threads.</summary>
    public ISimulationProgress Progress { get; init; } = new SilentProgress();

    /// <summary>The clock behind seconds in the results.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    private sealed class SilentProgress : ISimulationProgress;
}
