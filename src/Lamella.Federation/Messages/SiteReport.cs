using Lamella.Federation.Ledger;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Messages;

/// <summary>
/// A site's sign of life: how far its copy of the ledger reaches and what it is at. Not in the ledger, which has what was done and not what is being
/// done; what it says is used for suspicion and for people who watch.
/// </summary>
/// <param name="Site">The site.</param>
/// <param name="Head">Head of its copy of the ledger.</param>
/// <param name="Work">What it is at; null when it has nothing to do.</param>
public sealed record SiteReport(SiteId Site, Head Head, WorkProgress? Work);

/// <summary>How far a site is with a round.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
public sealed record WorkProgress(RunId Run, int Round, long Step, long Steps);
