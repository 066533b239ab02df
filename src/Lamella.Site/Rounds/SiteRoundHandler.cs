using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.Site.Rounds;

/// <summary>
/// The story of a round at the hospital; the same marks stand in the coordinator's half, RoundRunner.
/// <list type="number">
/// <item>R3 publish model: the model and the strategy's control arrive, and are what the order says.</item>
/// <item>R4 train at site: from the site's committed state, a fixed number of steps.</item>
/// <item>R5 receive and validate updates: the site commits update and state together, then says so.</item>
/// </list>
/// A retry finds the committed round and sends the same bytes, as long as the site's patients are as many as then.
/// </summary>
/// <param name="plan">What stays the same over the run.</param>
/// <param name="trainer">The one trainer, made for the plan's model; used by one round at a time.</param>
/// <param name="store">Committed rounds of this run.</param>
public sealed class SiteRoundHandler(SitePlan plan, LocalTrainer trainer, SiteStateStore store)
{
    private readonly ParameterManifest shared = plan.Manifest.Shared();

    /// <summary>Answers an order; a second time with the same bytes, unless the site has other numbers of patients by now.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="inputs">The round's files.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Stops between steps; nothing is committed then.</param>
    /// <returns>What the site says of the update, and where its file is.</returns>
    public (UpdateMade Update, string Path) Handle(RoundOrder order, RoundInputs inputs, Action<StepProgress>? progress, CancellationToken cancellation)
    {
        // R3 publish model
        RequireHash(inputs.Model, order.ModelSha256);
        RequireHash(inputs.ServerControl, order.ControlSha256);
        RequireHash(inputs.Aggregates, order.AggregatesSha256);

        // R4 train at site
        var patients = order.Kind == RoundKind.Preparation ? null : plan.Patients(Totals(inputs));
        var samples = patients?.Train.Count ?? Sums(order).Count.DefaultIfEmpty(0).Max();
        if (store.FindAnswer(order) is { } answered && answered.Update.Samples == samples)
            return answered;
        var (state, made) = patients is null ? Sum(order, samples) : Train(order, inputs, patients, progress, cancellation);

        // R5 receive and validate updates
        return store.Commit(order, state, made.Write, (bytes, sha256) => made.Says with { Update = sha256, Bytes = bytes, BytesReceived = inputs.Bytes });
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

    private static void RequireHash(Stream? file, string? expected)
    {
        if (file is null && expected is null)
            return;
        var found = file is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(file));
        if (found != expected)
            throw new LamellaException(ErrorCodes.BlobCorrupt, $"A file of the round has hash {found}, the ledger says {expected ?? "none"}.", "The transfer was damaged; the file is fetched again.");
        file!.Position = 0;
    }

    private ColumnSums? Totals(RoundInputs inputs) =>
        inputs.Aggregates is null ? null : ColumnSums.Read(inputs.Aggregates, plan.Sums!.Count.Length, plan.MinimumCell, "The totals");

    private ColumnSums Sums(RoundOrder order)
    {
        var sums = plan.Sums ?? throw new LamellaException(ErrorCodes.NotApproved, $"Round {order.Round} asks for sums that this site does not have.", "The study's protocol has no preparation round.");
        if (sums.Count.Any(n => n > 0 && n < plan.MinimumCell))
            throw new LamellaException(ErrorCodes.NotApproved, $"A sum would rest on fewer than {plan.MinimumCell} patients.", "The site cannot take part in this study with so few patients.");
        return sums;
    }

    private (SiteState State, Made Made) Sum(RoundOrder order, long samples) =>
        (store.StateBefore(order.Round) ?? FirstState(), new Made(Sums(order).Write, new UpdateMade("", 0, samples, 0, 0, null, null, 0, 0)));

    private (SiteState State, Made Made) Train(RoundOrder order, RoundInputs inputs, SiteExamples patients, Action<StepProgress>? progress, CancellationToken cancellation)
    {
        var published = Safetensors.Read(inputs.Model, shared, "The published model");
        var serverControl = inputs.ServerControl is null ? [] : Safetensors.Read(inputs.ServerControl, shared, "The server's control");
        var schedule = plan.Schedule ?? new BatchSchedule(plan.Run.Seed, plan.Site.Value, patients.Train.Count, plan.Training.Batch);
        var steps = plan.Training.RoundSteps > 0 ? plan.Training.RoundSteps : plan.Training.StepsOf(plan.Training.RoundEpochs, schedule);
        var before = store.StateBefore(order.Round) ?? FirstState();
        var result = trainer.Train(
            new TrainingJob
            {
                Weights = (float[])[.. published, .. before.LocalWeights],
                State = before.Optimiser,
                Examples = patients.Train,
                Schedule = schedule,
                FirstStep = before.Step,
                Steps = steps,
                TotalSteps = (long)steps * order.VisitsPerSite,
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
        var asksHoldout = patients.Holdout.Count > 0 && order.Metrics.Contains(SiteMetrics.HoldoutLoss);
        double? holdoutLoss = asksHoldout ? trainer.Loss([.. published, .. before.LocalWeights], patients.Holdout, cancellation) : null;
        double? loss = order.Metrics.Contains(SiteMetrics.TrainingLoss) ? result.MeanLoss : null;
        var says = new UpdateMade("", 0, patients.Train.Count, before.Step, result.Steps, loss, holdoutLoss, asksHoldout ? patients.Holdout.Count : 0, 0);
        return (state, new Made(stream => Safetensors.Write(stream, shared, Parts(delta, change)), says));
    }

    private SiteState FirstState()
    {
        var initial = plan.Manifest.InitialWeights(plan.Run.Seed);
        return new SiteState(0, initial[plan.Manifest.SharedCount..], plan.Strategy.HasControl ? new float[plan.Manifest.SharedCount] : [], null);
    }

    private List<(string, ReadOnlyMemory<float>)> Parts(float[] delta, float[] change) =>
        plan.Strategy.HasControl ? [(UpdateLayout.Delta, delta), (UpdateLayout.Control, change)] : [(UpdateLayout.Delta, delta)];

    private sealed record Made(Action<Stream> Write, UpdateMade Says);
}
