namespace Lamella.Pathology.Quality;

/// <summary>Something that was found about a slide: a stable code in kebab case, how bad it is, and words for a person. Words name no file and no patient.</summary>
/// <param name="Code">Stable, e.g. <c>no-resolution</c>; all stand in <see cref="FindingCodes"/>.</param>
/// <param name="Verdict">The verdict that this finding alone would give.</param>
/// <param name="Words">What was found, with figures and units, and what can be done.</param>
public sealed record Finding(string Code, Verdict Verdict, string Words);
