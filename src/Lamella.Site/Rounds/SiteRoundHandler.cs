using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Learning.Training;

namespace Lamella.Site.Rounds;

/// <summary>
/// The story of a round at the hospital; the same marks stand in the coordinator's half, RoundRunner.
/// <list type="number">
/// <item>R3 publish model: the model and the strategy's control arrive, and are what the order says.</item>
/// <item>R4 train at site: from the site's committed state, a fixed number of steps.</item>
/// <item>R5 receive and validate updates: the site commits update and state together, then sends.</item>
/// </list>
/// </summary>
/// <param name="plan">What stays the same over the run.</param>
/// <param name="trainer">The one trainer, made for the plan's model; used by one round at a time.</param>
/// <param name="store">Committed rounds of this run.</param>
public sealed class SiteRoundHandler(SitePlan plan, LocalTrainer trainer, SiteStateStore store)
{
    private readonly IBatchSchedule schedule = plan.Schedule ?? new BatchSchedule(plan.Run.Seed, plan.Site.Value, plan.Patients.Count, plan.Training.Batch);
    private readonly ParameterManifest shared = plan.Manifest.Shared();

    /// <summary>Steps of a round at this site.</summary>
    public int StepsPerRound => plan.Training.RoundSteps > 0 ? plan.Training.RoundSteps : plan.Training.StepsOf(plan.Training.RoundEpochs, schedule);

    /// <summary>Answers an order; a second time with the same bytes.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="model">The published model.</param>
    /// <param name="serverControl">The strategy's control; null without.</param>
    /// <param name="update">Where the update is sent.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Stops between steps; nothing is committed then.</param>
    public UpdateReport Handle(RoundOrder order, Stream model, Stream? serverControl, Stream update, Action<StepProgress>? progress, CancellationToken cancellation)
    {
        // R3 publish model
        RequireHash(model, order.ModelSha256);
        var published = Safetensors.Read(model, shared, "The published model");
        var control = serverControl is null ? [] : Safetensors.Read(serverControl, shared, "The server's control");

        // R4 train at site
        var answer = store.FindAnswer(order) ?? Train(order, published, control, progress, cancellation);

        // R5 receive and validate updates
        using var committed = File.OpenRead(answer.UpdatePath);
        committed.CopyTo(update);
        return answer.Report;
    }

    /// <summary>
    /// The whole model as this site would use it after its last committed round: the published shared parameters and its own local ones.
    /// </summary>
    /// <param name="sharedWeights">Shared weights [P].</param>
    /// <param name="initial">Initial weights of the whole model, for a site that has not trained yet.</param>
    public float[] WithLocalWeights(ReadOnlySpan<float> sharedWeights, ReadOnlySpan<float> initial)
    {
        var local = store.StateBefore(int.MaxValue)?.LocalWeights;
        float[] weights = [.. sharedWeights, .. local ?? initial[sharedWeights.Length..]];
        return weights;
    }

    private static void RequireHash(Stream model, string expected)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(model));
        if (found != expected)
            throw new LamellaException(ErrorCodes.UpdateRefused, $"The published model has hash {found[..12]}, the order says {expected[..12]}.", "The transfer was damaged; the round is asked again.");
    }

    private (UpdateReport Report, string UpdatePath) Train(RoundOrder order, float[] published, float[] serverControl, Action<StepProgress>? progress, CancellationToken cancellation)
    {
        var before = store.StateBefore(order.Round) ?? FirstState();
        var result = trainer.Train(
            new TrainingJob
            {
                Weights = (float[])[.. published, .. before.LocalWeights],
                State = before.Optimiser,
                Examples = plan.Patients,
                Schedule = schedule,
                FirstStep = before.Step,
                Steps = StepsPerRound,
                TotalSteps = (long)StepsPerRound * order.VisitsPerSite,
                Correction = plan.Strategy.Correct(published, serverControl, before.Control),
                Seed = plan.Run.Seed,
                Stream = plan.Site.Value,
            },
            progress,
            cancellation);

        var delta = new float[published.Length];
        for (var i = 0; i < delta.Length; i++)
            delta[i] = result.Weights[i] - published[i];
        var control = (float[])before.Control.Clone();
        var change = new float[control.Length];
        if (plan.Strategy.HasControl)
            plan.Strategy.UpdateControl(delta, serverControl, control, change, result.Steps, plan.Optimiser.LearningRate);

        var state = new SiteState(before.Step + result.Steps, result.Weights[published.Length..], control, plan.Optimiser.KeepState ? result.State : null);
        double? holdoutLoss = plan.Holdout.Count == 0 ? null : trainer.Loss([.. published, .. before.LocalWeights], plan.Holdout, cancellation);
        return store.Commit(order, state, stream => Safetensors.Write(stream, shared, Parts(delta, change)), path => Report(order, path, result, holdoutLoss));
    }

    private SiteState FirstState()
    {
        var initial = plan.Manifest.InitialWeights(plan.Run.Seed);
        return new SiteState(0, initial[plan.Manifest.SharedCount..], plan.Strategy.HasControl ? new float[plan.Manifest.SharedCount] : [], null);
    }

    private List<(string, ReadOnlyMemory<float>)> Parts(float[] delta, float[] change) =>
        plan.Strategy.HasControl ? [(UpdateLayout.Delta, delta), (UpdateLayout.Control, change)] : [(UpdateLayout.Delta, delta)];

    private UpdateReport Report(RoundOrder order, string path, TrainingResult result, double? holdoutLoss)
    {
        using var file = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        return new UpdateReport(
            plan.Site, order.Run, order.Round, order.ModelSha256, sha256, file.Length, plan.Patients.Count, result.Steps, result.MeanLoss, holdoutLoss, plan.Holdout.Count);
    }
}
