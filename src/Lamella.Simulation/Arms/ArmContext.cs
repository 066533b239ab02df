using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Simulation.Data;
using Lamella.Simulation.Federations;
using Lamella.Simulation.Results;
using Lamella.Simulation.Runs;
using Lamella.Site.Local;

namespace Lamella.Simulation.Arms;

/// <summary>What all arms of one seed share.</summary>
/// <param name="Study">The study.</param>
/// <param name="Shape">The head for its inputs.</param>
/// <param name="Data">All sites' patients for this seed.</param>
/// <param name="Folder">Output folder.</param>
/// <param name="Gate">As many permits as trainings may run at once.</param>
/// <param name="Bags">Bags in memory, shared by all trainers.</param>
/// <param name="Options">Options of the run.</param>
/// <param name="Federation">The study's federation.</param>
/// <param name="Handlers">Its sites' work.</param>
internal sealed record ArmContext(
    Study Study, ModelShape Shape, StudyData Data, OutputFolder Folder, SemaphoreSlim Gate, BagCache Bags, SimulationOptions Options, InProcessFederation Federation, StudyHandlers Handlers)
{
    /// <summary>At most this many points of a learning curve are measured on the test patients.</summary>
    private const int CurvePoints = 20;

    private readonly Metric primary = MetricSet.For(Study.Protocol.Task).Primary;

    /// <summary>Who is told.</summary>
    public ISimulationProgress Progress => Options.Progress;

    /// <summary>The initial model of a seed: the same for every arm.</summary>
    public float[] Initial(ulong seed) => Shape.Manifest.InitialWeights(seed);

    /// <summary>A trainer for the study's head.</summary>
    public LocalTrainer CreateTrainer(OptimiserSpec optimiser, int batch) =>
        new(Shape, Study.Protocol.Task, Study.Protocol.Training with { Batch = batch }, optimiser, LearningOptions.Default, Bags);

    /// <summary>Whether the curve has a point after this unit.</summary>
    public static bool WantsCurvePoint(int unit, int units) => unit == units || unit % Math.Max(1, (units + CurvePoints - 1) / CurvePoints) == 0;

    /// <summary>The first metric on the test patients of all sites together, each scored with the weights its site would use.</summary>
    public double? PooledMetric(LocalTrainer trainer, Func<SiteId, float[]> weights) =>
        primary.Compute(PredictionTable.Score(Rows((site, examples) => OutputScores.Of(Study.Protocol.Task, trainer.Predict(weights(site), examples)), withTraining: false)));

    /// <summary>The patients of all sites with their scores [n, outputs].</summary>
    /// <param name="scores">Scores a site's patients.</param>
    /// <param name="withTraining">Training patients too; survival reports cut their risk groups there.</param>
    public ImmutableArray<PredictionRow> Rows(Func<SiteId, IReadOnlyList<Example>, float[]> scores, bool withTraining)
    {
        var rows = ImmutableArray.CreateBuilder<PredictionRow>();
        foreach (var site in Data.Sites)
        {
            if (withTraining)
                Add(site.Site.Id, PredictionTable.Train, site.Train);
            Add(site.Site.Id, PredictionTable.Test, site.Test);
        }

        return rows.ToImmutable();

        void Add(SiteId site, string split, IReadOnlyList<Example> examples)
        {
            if (examples.Count == 0)
                return;
            var all = scores(site, examples);
            var width = Study.Protocol.Task.Outputs;
            for (var i = 0; i < examples.Count; i++)
            {
                float? time = Study.Protocol.Task is SurvivalTask ? examples[i].Outcome.Time : null;
                rows.Add(new PredictionRow(examples[i].PatientId, site, split, examples[i].Outcome.Value, time, [.. all.AsSpan(i * width, width)]));
            }
        }
    }

    /// <summary>Keeps a checkpoint.</summary>
    public void Checkpoint(string file, TrainingCheckpoint state) => Folder.Write(Path.GetRelativePath(Folder.FullName, file), state.Write);
}
