namespace Lamella.Coordinator.Administration;

/// <summary>Proposes a study and asks for its runs.</summary>
/// <param name="Protocol">The protocol's canonical JSON.</param>
/// <param name="Purpose">What it is for; sites approve this text.</param>
/// <param name="By">Who proposes it.</param>
public sealed record ProposalRequest(string Protocol, string Purpose, string By);
