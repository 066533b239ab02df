using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Aggregation.Robust;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator.Rounds;

/// <summary>Does the jobs: reads and writes blobs and knows nothing of the ledger. The same job gives the same blobs.</summary>
public sealed class RoundJobs(IBlobStore blobs)
{
    /// <summary>Does a job; what goes wrong is a result too.</summary>
    public JobResult Do(CoordinatorJob job, RunPlan plan, RunState run)
    {
        try
        {
            return job switch
            {
                PrepareRun prepare => Prepare(prepare, plan),
                JudgeUpdate judge => Judge(judge, plan, run),
                AggregateRound => run.Current!.Kind == RoundKind.Preparation ? Total(plan, run) : Aggregate(plan, run),
                _ => throw new ArgumentException($"No job is {job.GetType().Name}.", nameof(job)),
            };
        }
        catch (LamellaException fault)
        {
            return new JobFailed(fault.Code, fault.Fault);
        }
    }

    private ModelMade Prepare(PrepareRun job, RunPlan plan)
    {
        using var writer = blobs.Create();
        Safetensors.Write(writer, plan.Manifest, plan.Model.InitialWeights(job.Run.Seed).AsMemory(0, plan.Manifest.TotalCount));
        return new ModelMade(writer.Commit(), AggregatorOf(plan).InitialServerState());
    }

    private JobResult Judge(JudgeUpdate job, RunPlan plan, RunState run)
    {
        var what = $"The update of {job.Site} for round {job.Round}";
        try
        {
            var said = run.LateUnsettled.FirstOrDefault(u => u.Update == job.Update && u.Site == job.Site)?.Bytes ?? run.Current?.Sites.GetValueOrDefault(job.Site)?.Update?.Bytes;
            using (var file = blobs.OpenSlices(job.Update))
            {
                if (file.Length != said)
                    return new UpdateFails(ErrorCodes.UpdateRefused, $"it is said to have {said} bytes, and has {file.Length}");
            }

            if (job.Round > 0)
                return new UpdateHolds(new UpdateValidator(plan.Manifest, UpdateLayout.Parts(plan.Strategy)).Measure(blobs, job.Update, what));
            ReadSums(plan, job.Update, what);
            return new UpdateHolds(0);
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.UpdateRefused or ErrorCodes.ManifestMismatch or ErrorCodes.SafetensorsCorrupt or ErrorCodes.BlobCorrupt)
        {
            return new UpdateFails(fault.Code, fault.Fault);
        }
    }

    private ModelMade Aggregate(RunPlan plan, RunState run)
    {
        var round = run.Current!;
        if (round.Contributions.IsEmpty)
            return new ModelMade(round.Base, round.ServerState);
        var (model, state) = AggregatorOf(plan).Aggregate(round.Base, round.ServerState, round.Contributions, round.Population);
        return new ModelMade(model, state);
    }

    private ModelMade Total(RunPlan plan, RunState run)
    {
        var round = run.Current!;
        var total = ColumnSums.Total([.. round.Contributions.Select(c => ReadSums(plan, c.Update, $"The sums of {c.Site}"))], plan.NumberColumns);
        using var writer = blobs.Create();
        total.Write(writer);
        return new ModelMade(round.Base, round.ServerState, writer.Commit());
    }

    private ColumnSums ReadSums(RunPlan plan, string blob, string what)
    {
        using var file = blobs.OpenRead(blob);
        return ColumnSums.Read(file, plan.NumberColumns, plan.Protocol.Reporting.MinimumCell, what);
    }

    private ModelAggregator AggregatorOf(RunPlan plan) => new(plan.Strategy, AggregationRules.Create(plan.Protocol.Aggregation), plan.Manifest, blobs);
}
