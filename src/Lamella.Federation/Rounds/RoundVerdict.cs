using System.Collections.Immutable;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>What is to be done about an open round. A closed set.</summary>
public abstract record RoundVerdict
{
    private protected RoundVerdict()
    {
    }
}

/// <summary>Sites are at work, or updates are being judged.</summary>
public sealed record GoOnCollecting : RoundVerdict;

/// <summary>Some accepted updates are out of proportion.</summary>
/// <param name="Outliers">Their sites, in site-id order, with the reason in words.</param>
/// <param name="Late">Late updates that were to count and are out of proportion, with the reason.</param>
public sealed record RejectOutliers(ImmutableArray<(SiteId Site, string Reason)> Outliers, ImmutableArray<(LateUpdate Update, string Reason)> Late) : RoundVerdict;

/// <summary>Quorum is met and nobody is worth waiting for.</summary>
/// <param name="Result">With every site or without some.</param>
public sealed record CloseRound(RoundResult Result) : RoundVerdict;

/// <summary>Below quorum; someone could still return.</summary>
/// <param name="Reason">Whom and what it waits for.</param>
public sealed record WaitForSites(string Reason) : RoundVerdict;

/// <summary>Below quorum, and nobody can change that any more.</summary>
/// <param name="Reason">Why.</param>
public sealed record FailRun(string Reason) : RoundVerdict;
