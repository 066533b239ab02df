namespace Lamella.Learning.Training;

/// <summary>What was observed for a patient.</summary>
/// <param name="Value">Binary: 0 or 1. Multiclass: class number. Regression: the number. Survival: 1 when the event was seen, 0 when censored.</param>
/// <param name="Time">Survival: time to event or censoring, in the unit of the table.</param>
public readonly record struct Outcome(float Value, float Time = 0);
