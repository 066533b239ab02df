using Lamella.Simulation.Results;

namespace Lamella.Simulation;

/// <summary>What a finished study leaves.</summary>
/// <param name="Results">The results, as in results.json.</param>
/// <param name="ResultsFile">Path of results.json.</param>
/// <param name="ReportFile">Path of report.html.</param>
public sealed record StudyOutcome(StudyResults Results, string ResultsFile, string ReportFile);
