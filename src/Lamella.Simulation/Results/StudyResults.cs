using System.Collections.Immutable;

namespace Lamella.Simulation.Results;

/// <summary>Everything measured in a study: the content of <c>results.json</c>. The schema is docs/results.schema.json.</summary>
/// <param name="Study">The study's short name.</param>
/// <param name="ProtocolSha256">Hash of the protocol's canonical bytes.</param>
/// <param name="Runs">One entry per arm and seed.</param>
public sealed record StudyResults(string Study, string ProtocolSha256, ImmutableArray<RunResult> Runs);
