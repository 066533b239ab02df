namespace Lamella.Site.Work;

/// <summary>A file that comes with a job; its names are <see cref="JobFolder.Model"/>, <see cref="JobFolder.Control"/> and <see cref="JobFolder.Aggregates"/>.</summary>
/// <param name="Name">Name in the folder of inputs.</param>
/// <param name="Sha256">What the ledger says of it.</param>
public sealed record JobInput(string Name, string Sha256);
