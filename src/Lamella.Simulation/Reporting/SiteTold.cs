using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting;

/// <summary>How far a site has scored a deployed study's models.</summary>
/// <param name="Site">The site.</param>
/// <param name="Told">Models it has told of.</param>
/// <param name="Asked">Models it is asked to score so far.</param>
/// <param name="Withheld">Why it withheld metrics; empty when it did not.</param>
/// <param name="Counts">Whether it counts in means over sites.</param>
public sealed record SiteTold(SiteId Site, int Told, int Asked, string Withheld, bool Counts);
