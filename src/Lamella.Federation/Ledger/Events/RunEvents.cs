using System.Collections.Immutable;
using Lamella.Federation.Rounds;

namespace Lamella.Federation.Ledger.Events;

/// <summary>A run of a study is asked for; it opens when approvals suffice.</summary>
/// <param name="Run">The run.</param>
/// <param name="QueuedBy">Who asks.</param>
public sealed record RunQueued(RunId Run, string QueuedBy) : LedgerEvent;

/// <summary>The run begins.</summary>
/// <param name="Run">The run.</param>
/// <param name="Model">Blob of the initial model.</param>
/// <param name="ServerState">Blobs of the strategy's initial server state.</param>
public sealed record RunOpened(RunId Run, string Model, ImmutableArray<string> ServerState) : LedgerEvent;

/// <summary>The run stands still: below quorum, and nobody who could help is making progress.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">Whom it waits for and why.</param>
public sealed record RunWaiting(RunId Run, string Reason) : LedgerEvent;

/// <summary>The run goes on.</summary>
/// <param name="Run">The run.</param>
public sealed record RunContinued(RunId Run) : LedgerEvent;

/// <summary>The run is over.</summary>
/// <param name="Run">The run.</param>
/// <param name="Status">How: completed, completed-degraded, failed or cancelled.</param>
/// <param name="Model">Blob of its model: the last round's, or with early stopping the one with the least holdout loss.</param>
/// <param name="Reason">Why, when not completed; empty otherwise.</param>
public sealed record RunEnded(RunId Run, RunStatus Status, string Model, string Reason) : LedgerEvent;
