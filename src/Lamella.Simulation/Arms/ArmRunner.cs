using System.Collections.Immutable;
using System.Security.Cryptography;
using Lamella.Federation.Metrics;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Simulation.Evidence;
using Lamella.Simulation.Results;
using Lamella.Site.Data;
using Lamella.Site.Local;
using Lamella.Site.Rounds;

namespace Lamella.Simulation.Arms;

/// <summary>Runs the arms of one seed that are not finished yet, and leaves for each a record, its predictions and its model.</summary>
internal sealed class ArmRunner(ArmContext context, ulong seed)
{
    private readonly StudyProtocol protocol = context.Study.Protocol;

    /// <summary>The arms of a seed that train, in the order of the report.</summary>
    public static IEnumerable<(ArmKey Key, StrategySpec? Strategy)> TrainedArms(StudyProtocol protocol, ulong seed)
    {
        if (protocol.Baselines.Local || protocol.Baselines.Ensemble)
        {
            foreach (var site in protocol.Sites.Where(s => s.Role == SiteRole.Train).OrderBy(s => s.Id))
                yield return (new ArmKey(ArmNames.Local(site.Id), null, seed), null);
        }

        if (protocol.Baselines.Pooled)
            yield return (new ArmKey(ArmNames.Pooled, null, seed), null);
        foreach (var strategy in protocol.Strategies)
            yield return (new ArmKey(ArmNames.Federated, strategy.Name, seed), strategy);
    }

    /// <summary>Where an arm's record is.</summary>
    public static string RecordFile(ArmKey key) => Path.Combine("state", "arms", key.FileName + ".json");

    /// <summary>Where an arm's model is.</summary>
    public static string ModelFile(ArmKey key) => Path.Combine("models", key.FileName + ".safetensors");

    /// <summary>Runs all of them, as many at once as the options say.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(
            TrainedArms(protocol, seed).Where(a => !Finished(a.Key)),
            new ParallelOptions { MaxDegreeOfParallelism = context.Options.Parallel, CancellationToken = cancellation },
            async (arm, stop) => await TrainNamedAsync(arm.Key, arm.Strategy, stop).ConfigureAwait(false)).ConfigureAwait(false);

        var ensemble = new ArmKey(ArmNames.Ensemble, null, seed);
        if (protocol.Baselines.Ensemble && !Finished(ensemble))
            ScoreEnsemble(ensemble);
    }

    private bool Finished(ArmKey key) => File.Exists(context.Folder.PathOf(RecordFile(key)));

    /// <summary>A fault says in which arm it was.</summary>
    private async Task TrainNamedAsync(ArmKey key, StrategySpec? strategy, CancellationToken cancellation)
    {
        try
        {
            await TrainAsync(key, strategy, cancellation).ConfigureAwait(false);
        }
        catch (LamellaException fault) when (!fault.Fault.StartsWith(key.Label, StringComparison.Ordinal))
        {
            throw new LamellaException(fault.Code, $"{key.Label}: {fault.Fault}", fault.Remedy, fault);
        }
    }

    private async Task TrainAsync(ArmKey key, StrategySpec? strategy, CancellationToken cancellation)
    {
        var started = context.Options.Time.GetTimestamp();
        var (status, outcomes) = (RunStatus.Completed, ImmutableArray<RoundOutcome>.Empty);
        ArmModel model;
        if (strategy is null)
        {
            model = await RunGatedAsync(() => Central(key).Run(cancellation), cancellation).ConfigureAwait(false);
        }
        else
        {
            (model, var run) = await new FederatedArm(context, key, strategy).RunAsync(cancellation).ConfigureAwait(false);
            (status, outcomes) = (run.Status, [.. run.Rounds]);
        }

        using var trainer = context.CreateTrainer(protocol.Training.Optimiser, protocol.Training.Batch);
        SavePredictions(key, (site, examples) => OutputScores.Of(protocol.Task, trainer.Predict(model.Weights(site), examples, cancellation)));
        var sha256 = SaveModel(key, strategy is null ? context.Shape.Manifest : context.Shape.Manifest.Shared(), model.Weights(default));
        var seconds = context.Options.Time.GetElapsedTime(started).TotalSeconds;
        Save(new ArmRecord(key, model.Units, seconds, sha256, model.Curve, status, outcomes, TileMetrics.Of(Evidence(trainer, model), seed, protocol.Reporting.Bootstrap)));
    }

    /// <summary>Tile scores of the test patients whose bags carry the tiles' truth; none when the head has no tile scores.</summary>
    private List<TileEvidence> Evidence(LocalTrainer trainer, ArmModel model)
    {
        var evidence = new List<TileEvidence>();
        var isAttention = protocol.Model.Blocks.Any(b => b is GatedAttentionBlock or ClassTokenBlock);
        foreach (var site in context.Data.Sites)
        {
            var weights = model.Weights(site.Site.Id);
            foreach (var patient in site.Test)
            {
                if ((patient.Bag as StoredBag)?.TileLabels() is not { } truth || trainer.TileScores(weights, patient) is not { } scores)
                    return [];
                evidence.Add(new TileEvidence(site.Site.Id, [.. scores.Select(s => isAttention ? s * scores.Length : s)], [.. truth.Select(t => (float)t)]));
            }
        }

        return evidence;
    }

    private CentralArm Central(ArmKey key)
    {
        var sites = context.Data.Training.Where(s => key.Arm == ArmNames.Pooled || key.Arm == ArmNames.Local(s.Site.Id)).ToList();
        return new CentralArm(context, key, new SiteExamples([.. sites.SelectMany(s => s.Train)], [.. sites.SelectMany(s => s.Holdout)]));
    }

    private async Task<T> RunGatedAsync<T>(Func<T> run, CancellationToken cancellation)
    {
        await context.Gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(run, cancellation).ConfigureAwait(false);
        }
        finally
        {
            context.Gate.Release();
        }
    }

    private void ScoreEnsemble(ArmKey key)
    {
        var started = context.Options.Time.GetTimestamp();
        using var trainer = context.CreateTrainer(protocol.Training.Optimiser, protocol.Training.Batch);
        var models = context.Data.Training.Select(s => (LoadModel(new ArmKey(ArmNames.Local(s.Site.Id), null, seed)), s.Train)).ToList();
        SavePredictions(key, (_, examples) => EnsembleScores.Of(protocol.Task, trainer, models, examples));
        Save(new ArmRecord(key, 0, context.Options.Time.GetElapsedTime(started).TotalSeconds, null, [], RunStatus.Completed, [], []));
    }

    private void SavePredictions(ArmKey key, Func<SiteId, IReadOnlyList<Example>, float[]> scores) => PredictionsCsv.Write(
        Path.Combine(context.Folder.FullName, PredictionsCsv.FolderName), new PredictionTable(key.Arm, key.Strategy, key.Seed, context.Rows(scores, withTraining: protocol.Task is SurvivalTask)), protocol.Task);

    private string SaveModel(ArmKey key, ParameterManifest manifest, float[] weights)
    {
        using var bytes = new MemoryStream();
        Safetensors.Write(bytes, manifest, weights.AsMemory(0, manifest.TotalCount));
        context.Folder.Write(ModelFile(key), stream => bytes.WriteTo(stream));
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    private float[] LoadModel(ArmKey key)
    {
        var path = context.Folder.PathOf(ModelFile(key));
        using var file = File.OpenRead(path);
        return Safetensors.Read(file, context.Shape.Manifest, path);
    }

    private void Save(ArmRecord record)
    {
        context.Folder.Write(RecordFile(record.Key), record.Write);
        File.Delete(context.Folder.PathOf("state", "arms", record.Key.FileName + ".checkpoint"));
        var run = Path.Combine(context.Folder.FullName, "state", "runs", record.Key.FileName);
        if (Directory.Exists(run))
            Directory.Delete(run, recursive: true);
    }
}
