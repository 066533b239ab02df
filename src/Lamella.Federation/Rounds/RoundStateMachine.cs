using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lamella.Federation.Rounds;

/// <summary>Where a run stands, its current round included.</summary>
public enum RunPhase
{
    /// <summary>Asked for; approvals do not suffice yet.</summary>
    Queued,

    /// <summary>Between rounds.</summary>
    Ready,

    /// <summary>R1 done.</summary>
    Opened,

    /// <summary>R2 done.</summary>
    Selected,

    /// <summary>R3 done: sites may train (R4) and send updates (R5).</summary>
    Collecting,

    /// <summary>As collecting, but below quorum and nobody who could help makes progress.</summary>
    Waiting,

    /// <summary>R6 done.</summary>
    Closed,

    /// <summary>R7 done.</summary>
    Aggregated,

    /// <summary>Over.</summary>
    Ended,
}

/// <summary>What moves a run; each step is an event of the ledger.</summary>
public enum RunStep
{
    /// <summary>Approvals suffice; the initial model is made.</summary>
    Open,

    /// <summary>R1.</summary>
    OpenRound,

    /// <summary>R2.</summary>
    SelectSites,

    /// <summary>R3.</summary>
    PublishModel,

    /// <summary>R4: a site's first step was heard of.</summary>
    StartSite,

    /// <summary>R4: a site cannot do the work.</summary>
    FailSite,

    /// <summary>R4: a site may no longer take part.</summary>
    ExcludeSite,

    /// <summary>R5: an update came in time.</summary>
    SubmitUpdate,

    /// <summary>R5: an update was found valid.</summary>
    AcceptUpdate,

    /// <summary>R5: an update was found wanting.</summary>
    RejectUpdate,

    /// <summary>A site said something about a round that is no longer open to it.</summary>
    SpeakLate,

    /// <summary>What becomes of a late update is decided.</summary>
    SettleLate,

    /// <summary>Below quorum, and nobody makes progress.</summary>
    Wait,

    /// <summary>Somebody makes progress again.</summary>
    Continue,

    /// <summary>R6.</summary>
    Close,

    /// <summary>R7.</summary>
    Aggregate,

    /// <summary>R8.</summary>
    Record,

    /// <summary>Completed, failed or cancelled.</summary>
    End,
}

/// <summary>The table of a run and its rounds: from, step, to. What is not in it is an error. Preparation rounds use the same rows.</summary>
public sealed class RoundStateMachine
{
    private readonly FrozenDictionary<(RunPhase, RunStep), RunPhase> next;
    private readonly Action<RunPhase, RunStep>? taken;

    /// <summary>A machine with other rows, to show that they would be noticed.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="taken">Told of each step that is taken, to count which rows were covered; null: nobody.</param>
    public RoundStateMachine(ImmutableArray<(RunPhase From, RunStep Step, RunPhase To)> rows, Action<RunPhase, RunStep>? taken = null)
    {
        (Rows, this.taken) = (rows, taken);
        next = rows.ToFrozenDictionary(r => (r.From, r.Step), r => r.To);
    }

    /// <summary>The rows.</summary>
    public ImmutableArray<(RunPhase From, RunStep Step, RunPhase To)> Rows { get; }

    /// <summary>The machine every coordinator, site and verifier uses.</summary>
    public static RoundStateMachine Standard { get; } = new(
    [
        (RunPhase.Queued, RunStep.Open, RunPhase.Ready),
        (RunPhase.Queued, RunStep.End, RunPhase.Ended),

        (RunPhase.Ready, RunStep.OpenRound, RunPhase.Opened),
        (RunPhase.Ready, RunStep.SpeakLate, RunPhase.Ready),
        (RunPhase.Ready, RunStep.SettleLate, RunPhase.Ready),
        (RunPhase.Ready, RunStep.End, RunPhase.Ended),

        (RunPhase.Opened, RunStep.SelectSites, RunPhase.Selected),
        (RunPhase.Opened, RunStep.SpeakLate, RunPhase.Opened),
        (RunPhase.Opened, RunStep.SettleLate, RunPhase.Opened),
        (RunPhase.Opened, RunStep.End, RunPhase.Ended),

        (RunPhase.Selected, RunStep.PublishModel, RunPhase.Collecting),
        (RunPhase.Selected, RunStep.SpeakLate, RunPhase.Selected),
        (RunPhase.Selected, RunStep.SettleLate, RunPhase.Selected),
        (RunPhase.Selected, RunStep.End, RunPhase.Ended),

        (RunPhase.Collecting, RunStep.StartSite, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.FailSite, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.ExcludeSite, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.SubmitUpdate, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.AcceptUpdate, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.RejectUpdate, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.SpeakLate, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.SettleLate, RunPhase.Collecting),
        (RunPhase.Collecting, RunStep.Wait, RunPhase.Waiting),
        (RunPhase.Collecting, RunStep.Close, RunPhase.Closed),
        (RunPhase.Collecting, RunStep.End, RunPhase.Ended),

        (RunPhase.Waiting, RunStep.StartSite, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.FailSite, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.ExcludeSite, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.SubmitUpdate, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.AcceptUpdate, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.RejectUpdate, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.SpeakLate, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.SettleLate, RunPhase.Waiting),
        (RunPhase.Waiting, RunStep.Continue, RunPhase.Collecting),
        (RunPhase.Waiting, RunStep.End, RunPhase.Ended),

        (RunPhase.Closed, RunStep.SpeakLate, RunPhase.Closed),
        (RunPhase.Closed, RunStep.SettleLate, RunPhase.Closed),
        (RunPhase.Closed, RunStep.Aggregate, RunPhase.Aggregated),
        (RunPhase.Closed, RunStep.End, RunPhase.Ended),

        (RunPhase.Aggregated, RunStep.SpeakLate, RunPhase.Aggregated),
        (RunPhase.Aggregated, RunStep.SettleLate, RunPhase.Aggregated),
        (RunPhase.Aggregated, RunStep.Record, RunPhase.Ready),
        (RunPhase.Aggregated, RunStep.End, RunPhase.Ended),

        (RunPhase.Ended, RunStep.SpeakLate, RunPhase.Ended),
        (RunPhase.Ended, RunStep.SettleLate, RunPhase.Ended),
    ]);

    /// <summary>Whether the step may be taken.</summary>
    public bool Allows(RunPhase phase, RunStep step) => next.ContainsKey((phase, step));

    /// <summary>The phase after a step; a step that is not in the table is <see cref="ErrorCodes.LedgerBroken"/>.</summary>
    public RunPhase Next(RunPhase phase, RunStep step)
    {
        if (!next.TryGetValue((phase, step), out var to))
            throw new LamellaException(ErrorCodes.LedgerBroken, $"A run that is {phase} cannot {step}.", "The entry cannot have been written by an honest coordinator.");
        taken?.Invoke(phase, step);
        return to;
    }
}
