namespace Lamella.Site.Administration;

/// <summary>Deletes what a study that is over has left at the site.</summary>
/// <param name="Study">The study's hash.</param>
public sealed record PurgeRequest(string Study);
