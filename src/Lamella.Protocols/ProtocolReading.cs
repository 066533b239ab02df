using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Protocols;

/// <summary>What reading a protocol gave: the protocol, or every fault it has.</summary>
/// <param name="Protocol">The protocol; null when there are faults.</param>
/// <param name="Faults">All faults, by line.</param>
public sealed record ProtocolReading(StudyProtocol? Protocol, ImmutableArray<ProtocolFault> Faults);
