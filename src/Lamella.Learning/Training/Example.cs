namespace Lamella.Learning.Training;

/// <summary>A patient, ready for training.</summary>
/// <param name="PatientId">Pseudonymous id; for messages to the site only.</param>
/// <param name="Covariates">Encoded, imputed and scaled covariates; the same width for all patients, empty without a table.</param>
/// <param name="Bag">Features; null when only tables are used.</param>
/// <param name="Outcome">What was observed.</param>
public sealed record Example(string PatientId, ReadOnlyMemory<float> Covariates, IBagSource? Bag, Outcome Outcome);
