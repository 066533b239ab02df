namespace Lamella.Site.Local;

/// <summary>A point of a learning curve.</summary>
/// <param name="Unit">Rounds (federated) or passes (local, pooled) done.</param>
/// <param name="Loss">Mean training loss of the unit.</param>
/// <param name="HoldoutLoss">Loss on the early-stopping patients; null without.</param>
/// <param name="PooledTest">The study's first metric on all sites' test patients, where it was taken. Never used to choose a model.</param>
public sealed record CurvePoint(int Unit, double Loss, double? HoldoutLoss, double? PooledTest);
