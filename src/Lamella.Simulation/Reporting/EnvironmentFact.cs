namespace Lamella.Simulation.Reporting;

/// <summary>A named fact printed at the end of the report.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record EnvironmentFact(string Name, string Value);
