using System.Collections.Immutable;
using System.Security.Cryptography;
using Lamella.Federation;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Metrics;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Site.Data;
using Lamella.Site.Local;
using Lamella.Site.Rounds;

namespace Lamella.Site.Work;

/// <summary>A worker's memory between the jobs of a run: the site's patients, the trainer and the round's handler.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly JobFolder folder;
    private readonly (StudyProtocol Protocol, SiteId Site, ulong Seed) what;
    private readonly SiteData data;
    private readonly ModelShape shape;
    private readonly SitePlan plan;
    private readonly BagCache bags;
    private readonly LocalTrainer trainer;
    private readonly SiteRoundHandler handler;

    /// <summary>Reads the site's data.</summary>
    /// <exception cref="LamellaException">They cannot be used.</exception>
    public RunSession(JobFolder folder, JobSpec spec, StudyProtocol protocol, BagCache bags)
    {
        this.folder = folder;
        this.bags = bags;
        what = (protocol, spec.Site, spec.Run.Seed);
        var site = protocol.Sites.FirstOrDefault(s => s.Id == spec.Site)
            ?? throw new LamellaException(ErrorCodes.NotApproved, $"Site {spec.Site} has no part in study {protocol.Study}.", "Ask the site only what the protocol says.");
        data = new SiteDataLoader(protocol, site, new SiteSource(spec.Map, spec.MapFile, Folder: "/")).Load(spec.Run.Seed);
        shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
        plan = SitePlan.For(protocol, spec.Run, data, shape);
        trainer = new LocalTrainer(shape, protocol.Task, protocol.Training, plan.Optimiser, LearningOptions.Default, bags);
        handler = new SiteRoundHandler(plan, trainer, new SiteStateStore(folder.StateOf(spec.Run)));
    }

    /// <summary>The run.</summary>
    public RunId Run => plan.Run;

    /// <inheritdoc />
    public void Dispose() => trainer.Dispose();

    /// <summary>Trains a round.</summary>
    /// <exception cref="LamellaException">It cannot be done.</exception>
    public UpdateMade Round(JobSpec spec, Action<StepProgress> progress, CancellationToken cancellation)
    {
        using var model = Open(spec, JobFolder.Model)!;
        using var control = Open(spec, JobFolder.Control);
        using var totals = Open(spec, JobFolder.Aggregates);
        return handler.Handle(spec.Order!, new RoundInputs(model, control, totals), progress, cancellation).Update;
    }

    /// <summary>Scores the final model, and the site's own, on the site's test patients.</summary>
    /// <exception cref="LamellaException">It cannot be done.</exception>
    public ImmutableArray<SiteScore> Score(JobSpec spec, Action<StepProgress> progress, CancellationToken cancellation)
    {
        var patients = data.WithTotals(Totals(spec));
        using var file = Open(spec, JobFolder.Model)!;
        var published = Safetensors.Read(file, shape.Manifest.Shared(), "The final model");
        var scores = new List<SiteScore>
        {
            ScoreOf(ArmNames.Federated, spec.Inputs.Single(i => i.Name == JobFolder.Model).Sha256, handler.WithLocalWeights(published, shape.Manifest.InitialWeights(what.Seed)), patients, cancellation),
        };
        if (what.Protocol.Baselines.Local && data.Site.Role == SiteRole.Train)
        {
            var local = new LocalModel(folder.LocalOf(what.Seed), progress).File(what.Protocol, shape, what.Site, what.Seed, patients, bags, cancellation);
            using var alone = File.OpenRead(local);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(alone));
            alone.Position = 0;
            scores.Add(ScoreOf(ScoredArms.Local, sha256, Safetensors.Read(alone, shape.Manifest, local), patients, cancellation));
        }

        return [.. scores];
    }

    private SiteScore ScoreOf(string arm, string model, float[] weights, SiteExamples patients, CancellationToken cancellation)
    {
        // Predicted in the order in which they were read, as everywhere: the last bits of a product depend on what is beside it.
        var width = what.Protocol.Task.Outputs;
        var all = OutputScores.Of(what.Protocol.Task, trainer.Predict(weights, patients.Test, cancellation));
        var rows = patients.Test.Select((e, i) => (Patient: e, Scores: all[(i * width)..((i + 1) * width)])).OrderBy(r => r.Patient.PatientId, StringComparer.Ordinal).ToList();
        var scored = new ScoredPatients(
            [.. rows.Select(r => r.Patient.Outcome.Value)], [.. rows.SelectMany(r => r.Scores)], width,
            what.Protocol.Task is SurvivalTask ? [.. rows.Select(r => r.Patient.Outcome.Time)] : null);
        var scores = ScopeScores.Of(what.Protocol, scored, what.Seed, ScopeNames.Site(what.Site));
        return new SiteScore(arm, model, scores.Patients, scores.Withheld ?? "", scores.Metrics);
    }

    private ColumnSums? Totals(JobSpec spec)
    {
        using var file = Open(spec, JobFolder.Aggregates);
        return file is null ? null : ColumnSums.Read(file, CovariateLayout.Numbers(what.Protocol), what.Protocol.Reporting.MinimumCell, "The totals");
    }

    private FileStream? Open(JobSpec spec, string name) => spec.Inputs.Any(i => i.Name == name) ? File.OpenRead(folder.InputFile(name)) : null;
}
