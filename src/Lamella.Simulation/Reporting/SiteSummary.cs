using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting;

/// <summary>A site and its patients. Where splits differ by seed, the counts are those of the first seed.</summary>
/// <param name="Site">The site.</param>
/// <param name="TrainPatients">Patients trained on; 0 at an external site.</param>
/// <param name="TestPatients">Patients tested on.</param>
/// <param name="Outcomes">Patients by outcome: classes, or event and censored; empty for regression.</param>
/// <param name="Note">Anything a reader should know, e.g. rows left out and why.</param>
public sealed record SiteSummary(SiteId Site, int TrainPatients, int TestPatients, ImmutableArray<OutcomeCount> Outcomes, string Note = "");

/// <summary>Patients of one outcome at a site.</summary>
/// <param name="Label">The class, or <c>event</c> and <c>censored</c>.</param>
/// <param name="Train">Patients trained on.</param>
/// <param name="Test">Patients tested on.</param>
public sealed record OutcomeCount(string Label, int Train, int Test);
