using System.Collections.Concurrent;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Simulation.Data;
using Lamella.Simulation.Federations;
using Lamella.Simulation.Runs;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Arms;

/// <summary>The real work of a study's sites: their patients, and one trainer for each site and run.</summary>
internal sealed class StudyHandlers(Study study, ModelShape shape, IReadOnlyDictionary<ulong, StudyData> data, OutputFolder folder, SemaphoreSlim gate, BagCache bags, SimulationOptions options)
    : ISiteHandlers, IDisposable
{
    private readonly ConcurrentDictionary<(RunId Run, SiteId Site), (SiteRoundHandler Handler, LocalTrainer Trainer)> handlers = [];

    public SiteRoundHandler HandlerOf(RunId run, SiteId site) => Of(run, site).Handler;

    /// <summary>The trainer of a site, for scoring between rounds.</summary>
    public LocalTrainer TrainerOf(RunId run, SiteId site) => Of(run, site).Trainer;

    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(gate);
    }

    public void Stepped(RunId run, SiteId site, long done, long steps) => options.Progress.StepFinished(KeyOf(run).Label, site.Value, (int)done, (int)steps);

    public void Failed(RunId run, SiteId site, string message) => options.Progress.Note($"{KeyOf(run).Label}, {site}: {message}");

    /// <summary>The folder of a run's site state and curve.</summary>
    public string FolderOf(RunId run) => folder.PathOf("state", "runs", KeyOf(run).FileName);

    /// <summary>The run is over; its trainers are no longer needed.</summary>
    public void Forget(RunId run)
    {
        foreach (var key in handlers.Keys.Where(k => k.Run == run))
        {
            if (handlers.TryRemove(key, out var made))
                made.Trainer.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var (_, trainer) in handlers.Values)
            trainer.Dispose();
    }

    private static ArmKey KeyOf(RunId run) => new(ArmNames.Federated, run.Strategy, run.Seed);

    private (SiteRoundHandler Handler, LocalTrainer Trainer) Of(RunId run, SiteId site) => handlers.GetOrAdd((run, site), key => Make(key.Run, key.Site));

    private (SiteRoundHandler Handler, LocalTrainer Trainer) Make(RunId run, SiteId id)
    {
        var protocol = study.Protocol;
        var plan = SitePlan.For(protocol, run, data[run.Seed].Sites.First(s => s.Site.Id == id).Data, shape);
        var trainer = new LocalTrainer(shape, protocol.Task, protocol.Training, plan.Optimiser, LearningOptions.Default, bags);
        return (new SiteRoundHandler(plan, trainer, new SiteStateStore(Path.Combine(FolderOf(run), "sites", id.Value))), trainer);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
