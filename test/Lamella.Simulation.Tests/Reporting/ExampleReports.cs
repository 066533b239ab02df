using System.Collections.Immutable;
using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Reporting;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Tests.Reporting;

/// <summary>Whole reports on the made-up studies.</summary>
internal static class ExampleReports
{
    public static ReportModel Model(StudyProtocol protocol, double federatedGain = 0.6, int testPerSite = 60) =>
        Model(protocol, ExampleStudies.Predictions(protocol, federatedGain, testPerSite));

    public static ReportModel Model(StudyProtocol protocol, ImmutableArray<PredictionTable> predictions)
    {
        var rounds = protocol.Training.Rounds;
        return new ReportModel
        {
            Protocol = protocol,
            Results = ExampleStudies.Results(protocol, predictions),
            Comparisons = Comparisons.Compute(protocol, predictions),
            Predictions = predictions,
            Sites = [.. protocol.Sites.Select(s => Site(protocol, s, predictions[0].Rows))],
            Participation = [.. from strategy in protocol.Strategies
                                from seed in protocol.Seeds
                                from site in protocol.Sites
                                where site.Role == SiteRole.Train
                                let late = site.Id.Value == "river" && strategy.Name == "fedprox" && seed == protocol.Seeds[0]
                                select new SiteParticipation(strategy.Name, seed, site.Id, rounds, late ? rounds - 2 : rounds, late ? 2 : 0, 0, late ? "no progress for four of its own steps" : "")],
            Endings = [.. from strategy in protocol.Strategies
                          from seed in protocol.Seeds
                          select new RunEnding(strategy.Name, seed, strategy.Name == "fedprox" && seed == protocol.Seeds[0] ? "completed-degraded" : "completed", "Hospital C missed 2 rounds.")],
            Curves = [.. predictions.Where(p => p.Arm != ArmNames.Ensemble).SelectMany(p => Enumerable.Range(1, rounds).Select(r =>
                new LearningCurvePoint(p.Arm, p.Strategy, p.Seed, r, 0.3 + (0.45 * Math.Exp(-0.3 * r)) + (0.01 * ((p.Seed + (ulong)r) % 5)), 0.55 + (0.3 * (1 - Math.Exp(-0.35 * r))) + (0.012 * ((p.Seed * (ulong)r) % 4)))))],
            Traffic = [.. protocol.Strategies.Select(s => new ArmTraffic(ArmNames.Federated, s.Name, 12_800_000, 12_850_000))],
            RerunCommand = "./lamella simulate samples/example.yaml --data DIR --out DIR --seed 42 43 44",
            Environment = [new("Lamella", "0.1.0"), new("Processor", "2 cores, x64"), new("Threads", "1")],
            Hashes = [new("Feature contract", new string('c', 64))],
            Written = "23 November 2026",
        };
    }

    private static SiteSummary Site(StudyProtocol protocol, SiteSpec site, ImmutableArray<PredictionRow> rows)
    {
        var own = rows.Where(r => r.Site == site.Id).ToArray();
        var external = site.Role == SiteRole.External;
        string[] labels = protocol.Task switch
        {
            BinaryTask => ["no carcinoma", "carcinoma"],
            MulticlassTask several => [.. several.Classes],
            SurvivalTask => ["censored", "event"],
            _ => [],
        };
        return new SiteSummary(
            site.Id,
            external ? 0 : own.Count(r => r.Split == PredictionTable.Train),
            own.Count(r => r.Split == PredictionTable.Test),
            [.. labels.Select((l, i) => new OutcomeCount(l, external ? 0 : own.Count(r => r.Split == PredictionTable.Train && (int)r.Outcome == i), own.Count(r => r.Split == PredictionTable.Test && (int)r.Outcome == i)))],
            site.Id.Value == "port" ? "3 rows in no split were left out." : "");
    }
}
