using System.Collections.Immutable;

namespace Lamella.Protocols.Drafts;

/// <summary>A drafted study.</summary>
/// <param name="Protocol">Text of the protocol, commented.</param>
/// <param name="Maps">Text of each site's map, by site id.</param>
public sealed record ProtocolDraft(string Protocol, ImmutableSortedDictionary<string, string> Maps);
