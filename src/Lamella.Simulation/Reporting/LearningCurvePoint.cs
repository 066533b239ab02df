namespace Lamella.Simulation.Reporting;

/// <summary>One round of one run.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Strategy">Its strategy, when federated.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Round">Round, from 1; 0 is the initial model.</param>
/// <param name="Loss">Mean training loss of the round; null when not measured.</param>
/// <param name="Metric">The primary metric on the pooled test patients after the round; null when not measured.</param>
public sealed record LearningCurvePoint(string Arm, string? Strategy, ulong Seed, int Round, double? Loss, double? Metric);
