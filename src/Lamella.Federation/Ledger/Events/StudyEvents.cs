using System.Collections.Immutable;

namespace Lamella.Federation.Ledger.Events;

/// <summary>A study is proposed to the sites its protocol names.</summary>
/// <param name="Study">Hash of the protocol; names the study.</param>
/// <param name="Protocol">The protocol, its canonical text.</param>
/// <param name="Purpose">What the results are for; sites approve it with the protocol.</param>
/// <param name="Metrics">Figures about its patients that a site is asked to send, out of <see cref="Studies.SiteMetrics"/>.</param>
/// <param name="ProposedBy">Who proposes it.</param>
public sealed record StudyProposed(string Study, string Protocol, string Purpose, ImmutableArray<string> Metrics, string ProposedBy) : LedgerEvent;

/// <summary>Nothing more is asked in this study; its open runs end with it.</summary>
/// <param name="Study">The study.</param>
/// <param name="CancelledBy">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record StudyCancelled(string Study, string CancelledBy, string Reason) : LedgerEvent;
