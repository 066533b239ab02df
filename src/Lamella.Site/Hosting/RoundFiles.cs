namespace Lamella.Site.Hosting;

/// <summary>The files of a round as they came in.</summary>
/// <param name="Model">The published model.</param>
/// <param name="Control">The strategy's control; null without.</param>
/// <param name="Aggregates">Totals of the preparation round; null without.</param>
public sealed record RoundFiles(string Model, string? Control, string? Aggregates);
