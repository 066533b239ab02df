using System.Collections.Immutable;

namespace Lamella.Site.Egress;

/// <summary>A kind of message that may leave a site. What is not in <see cref="EgressKinds"/> does not leave.</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Fields">Every field of it; a test holds them against the wire contract.</param>
/// <param name="MostBytes">Longest message, bytes; updates have a bound of their own, by the study's model.</param>
/// <param name="IsSummarised">Whether many of them are one line of the log, per round.</param>
public sealed record EgressKind(string Name, ImmutableArray<EgressField> Fields, long MostBytes, bool IsSummarised);
