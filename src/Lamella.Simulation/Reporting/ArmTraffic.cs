namespace Lamella.Simulation.Reporting;

/// <summary>Bytes that one run of an arm would have sent over the network, as a mean over seeds.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Strategy">Its strategy, when federated.</param>
/// <param name="ToSites">Bytes of models published to all sites.</param>
/// <param name="FromSites">Bytes of updates sent by all sites.</param>
public sealed record ArmTraffic(string Arm, string? Strategy, long ToSites, long FromSites);
