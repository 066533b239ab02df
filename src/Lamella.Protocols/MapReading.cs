using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Protocols;

/// <summary>What reading a site's map gave: the map, or every fault it has.</summary>
/// <param name="Map">The map; null when there are faults.</param>
/// <param name="Faults">All faults, by line.</param>
public sealed record MapReading(SiteMap? Map, ImmutableArray<ProtocolFault> Faults);
