namespace Lamella.Site.Cohorts;

/// <summary>What an update was made of, or a model was scored on.</summary>
/// <param name="What">Hash of the update; of the model, where it was scored.</param>
/// <param name="Cohort">Name of the cohort.</param>
/// <param name="Fingerprint">The cohort's fingerprint then.</param>
/// <param name="LeftOut">How many of the cohort's exclusions counted by then: the first so many of its list.</param>
public sealed record UpdateOrigin(string What, string Cohort, string Fingerprint, int LeftOut);
