using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Arms;

/// <summary>A site of this process: the line is a call, on a thread of its own, as many at once as the study was given.</summary>
internal sealed class SimulatedSite(SitePlan plan, LocalTrainer trainer, string folder, ArmContext context, string label) : ISiteLink, IDisposable
{
    private readonly SiteRoundHandler handler = new(plan, trainer, new SiteStateStore(folder));

    public SiteId Site => plan.Site;

    public long Samples => plan.Patients.Count;

    public LocalTrainer Trainer => trainer;

    public float[] WithLocalWeights(ReadOnlySpan<float> sharedWeights, ReadOnlySpan<float> initial) => handler.WithLocalWeights(sharedWeights, initial);

    public async Task<UpdateReport> TrainAsync(RoundOrder order, IRoundFiles files, CancellationToken cancellation)
    {
        await context.Gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(
                () =>
                {
                    using var model = files.OpenModel();
                    using var control = files.OpenServerControl();
                    return handler.Handle(order, model, control, files.Update, step => context.Progress.StepFinished(label, plan.Site.Value, step.Done, step.Steps), cancellation);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (LamellaException fault)
        {
            context.Progress.Note($"{label}, {plan.Site}: {fault.Message}");
            throw;
        }
        finally
        {
            context.Gate.Release();
        }
    }

    public void Dispose() => trainer.Dispose();
}
