namespace Lamella.Site.Work;

/// <summary>A fault that a person at the site can mend; only its code may leave.</summary>
/// <param name="Code">One of <see cref="Federation.ErrorCodes"/>.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record JobRefusal(string Code, string Fault, string Remedy);
