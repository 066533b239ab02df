using System.Collections.Immutable;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger.Events;

/// <summary>R1: a round begins from the current model.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round: training rounds from 1, preparation rounds up to 0.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Model">Blob of the base model.</param>
/// <param name="ServerState">Blobs of the server state.</param>
/// <param name="Heads">Heads that sites have signed, in site-id order: so that a site sees whether another was shown another history.</param>
public sealed record RoundOpened(RunId Run, int Round, RoundKind Kind, string Model, ImmutableArray<string> ServerState, ImmutableArray<SiteHead> Heads) : LedgerEvent;

/// <summary>A head a site has signed.</summary>
/// <param name="Site">The site.</param>
/// <param name="Head">The head.</param>
public sealed record SiteHead(SiteId Site, Head Head);

/// <summary>R2: who is asked, and who of the study's training sites is not, and why.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Invited">Sites asked, in site-id order.</param>
/// <param name="Excluded">Sites the strategy would ask and that may not be, in site-id order.</param>
public sealed record SitesSelected(RunId Run, int Round, ImmutableArray<SiteId> Invited, ImmutableArray<ExcludedSite> Excluded) : LedgerEvent;

/// <summary>A site that is left out.</summary>
/// <param name="Site">The site.</param>
/// <param name="Reason">Why.</param>
public sealed record ExcludedSite(SiteId Site, string Reason);

/// <summary>R3: the round's files are ready; invited sites may begin.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Bytes">Length of the model file.</param>
public sealed record ModelPublished(RunId Run, int Round, long Bytes) : LedgerEvent;

/// <summary>R4: the first step of a site was heard of.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Site">The site.</param>
public sealed record SiteStarted(RunId Run, int Round, SiteId Site) : LedgerEvent;

/// <summary>A site makes no progress; rounds no longer wait for it. It is not excluded.</summary>
/// <param name="Site">The site.</param>
/// <param name="Reason">How long nothing was heard, against its own pace.</param>
public sealed record SiteSuspected(SiteId Site, string Reason) : LedgerEvent;

/// <summary>A suspected site was heard again.</summary>
/// <param name="Site">The site.</param>
public sealed record SiteReturned(SiteId Site) : LedgerEvent;

/// <summary>R5: an update is valid and will count when the round closes.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Site">The site.</param>
/// <param name="Update">Blob of the update.</param>
/// <param name="Norm">Euclidean norm of its delta.</param>
public sealed record UpdateAccepted(RunId Run, int Round, SiteId Site, string Update, double Norm) : LedgerEvent;

/// <summary>R5: an update does not count.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Site">The site.</param>
/// <param name="Update">Blob of the update.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">What was wrong.</param>
public sealed record UpdateRejected(RunId Run, int Round, SiteId Site, string Update, string Code, string Reason) : LedgerEvent;

/// <summary>An update came after its round had closed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round it was made for.</param>
/// <param name="Site">The site.</param>
/// <param name="Update">Blob of the update.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Norm">Norm of its delta; 0 where it is set aside unread.</param>
/// <param name="Reason">Why it is set aside; empty when used.</param>
public sealed record UpdateLate(RunId Run, int Round, SiteId Site, string Update, LateUse Use, double Norm, string Reason) : LedgerEvent;

/// <summary>What becomes of a late update.</summary>
public enum LateUse
{
    /// <summary>It counts in the next round that closes, weighted down as the protocol says.</summary>
    NextRound,

    /// <summary>It is kept on record and counts nowhere.</summary>
    SetAside,
}

/// <summary>R4: a site may no longer take part in the round: its approval has expired or was revoked, or its identity counts no longer.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Site">The site.</param>
/// <param name="Reason">Why.</param>
public sealed record SiteExcluded(RunId Run, int Round, SiteId Site, string Reason) : LedgerEvent;

/// <summary>R6: nothing more counts in this round. What became of each site follows from the entries before.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Result">With every site or without some.</param>
/// <param name="Contributions">What is aggregated, in site-id order, a site's late update before its own of this round.</param>
public sealed record RoundClosed(RunId Run, int Round, RoundResult Result, ImmutableArray<CountedUpdate> Contributions) : LedgerEvent;

/// <summary>An update that counts.</summary>
/// <param name="Site">The site.</param>
/// <param name="Round">The round it was made for.</param>
/// <param name="Update">Blob of the update.</param>
/// <param name="Samples">Training patients behind it.</param>
/// <param name="Weight">1, or less for a late one.</param>
public sealed record CountedUpdate(SiteId Site, int Round, string Update, long Samples, double Weight);

/// <summary>R7: the next model is made.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
/// <param name="Model">Blob of the next model.</param>
/// <param name="ServerState">Blobs of the next server state.</param>
/// <param name="Aggregates">Blob of the totals; preparation rounds only.</param>
public sealed record RoundAggregated(RunId Run, int Round, string Model, ImmutableArray<string> ServerState, string? Aggregates) : LedgerEvent;

/// <summary>R8: the round has happened.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round.</param>
public sealed record RoundRecorded(RunId Run, int Round) : LedgerEvent;
