using System.Collections.Immutable;

namespace Lamella.Pathology.Cohorts;

/// <summary>A patient as the study's variables describe them.</summary>
/// <param name="Id">The patient's id as the table spells it, leading zeros kept; never leaves the site.</param>
/// <param name="Values">One per clinical input in protocol order: the number, or the index of the code in the dictionary; NaN where missing.</param>
/// <param name="OutcomeValue">Binary: 1 for the positive class, else 0. Multiclass: index of the class. Survival: 1 when the event was seen, else 0. Regression: the number.</param>
/// <param name="OutcomeTime">Survival: time to event or censoring; otherwise 0.</param>
public sealed record CohortPatient(string Id, ImmutableArray<double> Values, float OutcomeValue, float OutcomeTime = 0);
