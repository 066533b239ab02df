using Lamella.Federation.Studies;

namespace Lamella.Simulation.Reporting;

/// <summary>What a site answered to a study, and who.</summary>
/// <param name="Site">The site.</param>
/// <param name="Answer">The answer in a word or two.</param>
/// <param name="By">Who gave it; empty where none was given.</param>
/// <param name="Role">In what role; empty where not said.</param>
/// <param name="When">When; empty where none was given.</param>
/// <param name="Key">The site's key in short; empty when it never joined.</param>
public sealed record SiteConsent(SiteId Site, string Answer, string By, string Role, string When, string Key);
