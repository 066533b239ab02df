using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Administration;

/// <summary>What was proposed, and how it stands.</summary>
/// <param name="Study">Hash of the protocol.</param>
/// <param name="Protocol">The protocol, its canonical text.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Metrics">Figures about patients that sites are asked for.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="Federation">The federation.</param>
/// <param name="Status">How it stands.</param>
public sealed record StudyProposal(string Study, string Protocol, string Purpose, IReadOnlyList<string> Metrics, string ProposedBy, string Federation, StudyStatus Status);
