using Lamella.Coordinator.Storage;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>All rounds of a run, one after the other, from wherever its journal stands.</summary>
public sealed class FederatedRun(RunPlan plan, IReadOnlyList<ISiteLink> links, BlobStore blobs, RunJournal journal)
{
    /// <summary>Runs what is left.</summary>
    /// <param name="initial">Initial shared weights [P].</param>
    /// <param name="finished">Called with every round of the run, those of an earlier start included, and the model after it.</param>
    /// <param name="cancellation">Stops after what is on the disk.</param>
    public async Task<RunResult> RunAsync(ReadOnlyMemory<float> initial, Action<RoundRecord>? finished, CancellationToken cancellation)
    {
        var runner = new RoundRunner(plan, links, blobs, journal);
        foreach (var record in journal.Records)
            finished?.Invoke(record);
        var state = Start(initial);
        while (Status() == RunStatus.Running)
        {
            cancellation.ThrowIfCancellationRequested();
            state = await runner.RunAsync(state, cancellation).ConfigureAwait(false);
            finished?.Invoke(journal.Records[^1]);
        }

        return new RunResult(Status(), plan.Patience is null || Best().HoldoutLoss is null ? state.Model : Best().BaseModelSha256, [.. journal.Records.Select(r => r.Outcome)]);
    }

    /// <summary>Status as the journal tells it.</summary>
    public RunStatus Status()
    {
        if (journal.Records.Count > 0 && journal.Records[^1].Outcome.Result == RoundResult.QuorumMissed)
            return RunStatus.Failed;
        var stopped = plan.Patience is { } patience && journal.Records.Count > 0 && Best().HoldoutLoss is not null && journal.Records.Count - Best().Round > patience;
        if (!stopped && journal.Records.Count < plan.TotalRounds)
            return RunStatus.Running;
        return journal.Records.All(r => r.Outcome.Result == RoundResult.Complete) ? RunStatus.Completed : RunStatus.CompletedDegraded;
    }

    /// <summary>The round whose base model had the least holdout loss; the first of equals.</summary>
    private RoundOutcome Best() => journal.Records.Select(r => r.Outcome).MinBy(o => o.HoldoutLoss is { } loss && double.IsFinite(loss) ? loss : double.PositiveInfinity)!;

    private RunState Start(ReadOnlyMemory<float> initial)
    {
        if (journal.Records.Count > 0)
        {
            var last = journal.Records[^1];
            return new RunState(last.Outcome.Round, last.Outcome.ModelSha256, last.ServerState);
        }

        using var writer = blobs.Create();
        Safetensors.Write(writer, plan.Manifest, initial);
        return new RunState(0, writer.Commit(), new ModelAggregator(plan.Strategy, plan.Manifest, blobs).InitialServerState());
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Status">Status.</param>
/// <param name="Model">Blob of the final model: the last round's, or with early stopping the one with the least holdout loss.</param>
/// <param name="Rounds">Every round.</param>
public sealed record RunResult(RunStatus Status, string Model, IReadOnlyList<RoundOutcome> Rounds);
