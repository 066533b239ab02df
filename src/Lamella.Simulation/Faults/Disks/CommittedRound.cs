using Lamella.Federation.Rounds;

namespace Lamella.Simulation.Faults.Disks;

/// <summary>A round a site has committed: update and state in one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Base">Blob of the base model.</param>
/// <param name="Says">What it says of the update.</param>
/// <param name="File">The update.</param>
/// <param name="StepAfter">Steps taken after it.</param>
internal sealed record CommittedRound(RunId Run, int Round, string Base, UpdateMade Says, byte[] File, long StepAfter);
