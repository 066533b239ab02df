using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Tests;

/// <summary>Made-up studies with plausible predictions: what a runner would hand over.</summary>
internal static class ExampleStudies
{
    public static StudyProtocol Protocol(TaskSpec task, int sites = 3, string title = "Carcinoma in breast biopsies", int minimumCell = 1, int seeds = 3) => new()
    {
        Study = "example",
        Title = title,
        Question = "Can a model tell from an H&E slide whether a biopsy holds carcinoma, and does it help when hospitals train it together?",
        Caution = "Made-up patients: these figures show the layout of the report and nothing else.",
        Seeds = [.. Enumerable.Range(42, seeds).Select(s => (ulong)s)],
        Sites = [.. Enumerable.Range(0, sites).Select(i => new SiteSpec(new SiteId(((string[])["north", "port", "river", "valley", "west"])[i]), i == 3 ? SiteRole.External : SiteRole.Train, $"Hospital {(char)('A' + i)}"))],
        Dictionary = [new Variable { Name = "y", Type = VariableType.Code, Codes = ["no", "yes"], KnownAt = KnownAt.Later }],
        Task = task,
        Inputs = new InputSpec(),
        Split = new ColumnSplit(),
        Model = new ModelSpec { Head = "deepmil", Blocks = [] },
        Training = new TrainingSpec { Rounds = 10, RoundSteps = 20, Batch = 8, Optimiser = new OptimiserSpec { LearningRate = 0.001 } },
        Strategies = [new FedAvgSpec { Name = "fedavg" }, new FedProxSpec { Name = "fedprox", Mu = 0.1 }],
        Baselines = new BaselineSpec(),
        Reporting = new ReportingSpec { MinimumCell = minimumCell, Bootstrap = 200 },
    };

    /// <summary>Every arm and seed of the study.</summary>
    /// <param name="protocol">The study.</param>
    /// <param name="federatedGain">Signal of the federated arms beyond the local ones; below 0 they are worse.</param>
    /// <param name="testPerSite">Test patients per site; twice as many are trained on.</param>
    public static ImmutableArray<PredictionTable> Predictions(StudyProtocol protocol, double federatedGain = 0.6, int testPerSite = 60)
    {
        var tables = ImmutableArray.CreateBuilder<PredictionTable>();
        var training = protocol.Sites.Where(s => s.Role == SiteRole.Train).ToArray();
        foreach (var seed in protocol.Seeds)
        {
            for (var i = 0; i < training.Length; i++)
                tables.Add(Table(protocol, ArmNames.Local(training[i].Id), null, seed, 1.1 + (0.15 * i), testPerSite, training[i].Id));
            if (training.Length > 1)
                tables.Add(Table(protocol, ArmNames.Ensemble, null, seed, 1.4, testPerSite, null));
            foreach (var strategy in protocol.Strategies)
                tables.Add(Table(protocol, ArmNames.Federated, strategy.Name, seed, 1.3 + federatedGain, testPerSite, null));
            tables.Add(Table(protocol, ArmNames.Pooled, null, seed, 2.0, testPerSite, null));
        }

        return tables.ToImmutable();
    }

    public static StudyResults Results(StudyProtocol protocol, IEnumerable<PredictionTable> predictions) => new(
        protocol.Study,
        ProtocolEncoding.Hash(protocol),
        [.. predictions.Select(p => new RunResult
        {
            Arm = p.Arm,
            Strategy = p.Strategy,
            Seed = p.Seed,
            Rounds = p.Arm == ArmNames.Ensemble ? 0 : 10,
            Seconds = 12.5,
            ModelSha256 = p.Arm == ArmNames.Ensemble ? null : new string('a', 64),
            Metrics = Scoring.Evaluate(protocol, p),
        })]);

    private static PredictionTable Table(StudyProtocol protocol, string arm, string? strategy, ulong seed, double signal, int testPerSite, SiteId? home)
    {
        var rows = ImmutableArray.CreateBuilder<PredictionRow>();
        foreach (var site in protocol.Sites)
        {
            // What a patient is does not change with arm or seed; what is common to all models (half of the noise) does not either.
            var patient = new RandomStream(7, site.Id, "patients", 0);
            var model = new RandomStream(seed, site.Id, arm + strategy, 0);
            var at = signal + (home == site.Id ? 0.3 : 0);
            for (var i = 0; i < 3 * testPerSite; i++)
            {
                var (latent, shared) = (patient.NextGaussian(), patient.NextGaussian());
                var (own, censoring) = (model.NextGaussian(), patient.NextDouble());
                rows.Add(Row(protocol.Task, $"P{i:000}", site.Id, i < 2 * testPerSite ? PredictionTable.Train : PredictionTable.Test, latent, at, (0.8 * shared) + (0.6 * own), censoring));
            }
        }

        return new PredictionTable(arm, strategy, seed, rows.ToImmutable());
    }

    private static PredictionRow Row(TaskSpec task, string id, SiteId site, string split, double latent, double signal, double noise, double censoring)
    {
        switch (task)
        {
            case BinaryTask:
                var positive = latent > 0.2 ? 1f : 0f;
                return new PredictionRow(id, site, split, positive, null, [(float)(1 / (1 + Math.Exp(-(1.2 * ((signal * (positive - 0.5)) + noise)))))]);
            case SurvivalTask:
                var died = (float)(2000 * Math.Exp(-0.8 * latent));
                var left = (float)(300 + (3500 * censoring));
                return new PredictionRow(id, site, split, died <= left ? 1 : 0, MathF.Round(Math.Min(died, left)), [(float)((signal * 0.5 * latent) + noise)]);
            case MulticlassTask several:
                var actual = Math.Clamp((int)((latent + 1.5) / 3 * several.Classes.Length), 0, several.Classes.Length - 1);
                var weights = several.Classes.Select((_, c) => Math.Exp((-signal * Math.Abs(c - actual)) + (noise * Math.Cos(c)))).ToArray();
                return new PredictionRow(id, site, split, actual, null, [.. weights.Select(w => (float)(w / weights.Sum()))]);
            default:
                return new PredictionRow(id, site, split, (float)(10 + (3 * latent)), null, [(float)(10 + (2 * latent * Math.Min(1.2, signal * 0.7)) + noise)]);
        }
    }
}
