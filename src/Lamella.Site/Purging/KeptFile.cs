namespace Lamella.Site.Purging;

/// <summary>A file that still names a purged study, and why it stays.</summary>
/// <param name="File">Its name in the site's folder.</param>
/// <param name="Why">Why it stays.</param>
public sealed record KeptFile(string File, string Why);
