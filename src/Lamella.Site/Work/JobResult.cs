using System.Collections.Immutable;
using Lamella.Federation.Rounds;

namespace Lamella.Site.Work;

/// <summary>What a job gave: <c>out/result.json</c> of a job folder. One of the three is there.</summary>
/// <param name="Job">The job it answers: SHA-256 of its <c>job.json</c>.</param>
/// <param name="Update">Of a round: what the site says of its update.</param>
/// <param name="Scores">Of scoring: what came out.</param>
/// <param name="Refusal">Why it cannot be done.</param>
public sealed record JobResult(string Job, UpdateMade? Update = null, ImmutableArray<HomeScore>? Scores = null, JobRefusal? Refusal = null);
