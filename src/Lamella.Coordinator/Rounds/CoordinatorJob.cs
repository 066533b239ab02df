using System.Collections.Immutable;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Rounds;

/// <summary>Work on files that takes its time. Done twice it gives the same; equal jobs are one.</summary>
public abstract record CoordinatorJob
{
    private protected CoordinatorJob()
    {
    }

    /// <summary>The run it is for.</summary>
    public abstract RunId Run { get; init; }
}

/// <summary>Make the initial model and server state.</summary>
public sealed record PrepareRun(RunId Run) : CoordinatorJob
{
    /// <inheritdoc />
    public override RunId Run { get; init; } = Run;
}

/// <summary>Read an update and judge it.</summary>
public sealed record JudgeUpdate(RunId Run, int Round, SiteId Site, string Update) : CoordinatorJob
{
    /// <inheritdoc />
    public override RunId Run { get; init; } = Run;
}

/// <summary>Make the next model of a closed round.</summary>
public sealed record AggregateRound(RunId Run, int Round) : CoordinatorJob
{
    /// <inheritdoc />
    public override RunId Run { get; init; } = Run;
}

/// <summary>What a job gives.</summary>
public abstract record JobResult
{
    private protected JobResult()
    {
    }
}

/// <summary>Initial or next model.</summary>
/// <param name="Model">Its blob.</param>
/// <param name="ServerState">Blobs of the server state.</param>
/// <param name="Aggregates">Blob of a preparation round's totals; null otherwise.</param>
public sealed record ModelMade(string Model, ImmutableArray<string> ServerState, string? Aggregates = null) : JobResult;

/// <summary>The update is valid.</summary>
/// <param name="Norm">Euclidean norm of its delta.</param>
public sealed record UpdateHolds(double Norm) : JobResult;

/// <summary>The update is not valid.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record UpdateFails(string Code, string Reason) : JobResult;

/// <summary>The job could not be done.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">Why.</param>
public sealed record JobFailed(string Code, string Reason) : JobResult;
