using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Arms;
using Lamella.Simulation.Data;
using Lamella.Simulation.Reporting;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Runs;

/// <summary>From finished arms to results.json, comparisons.json and report.html.</summary>
internal sealed class StudyWriter(Study study, SimulationOptions options, OutputFolder folder, IReadOnlyDictionary<ulong, StudyData> data)
{
    private const string ReportName = "report.html";

    /// <summary>Writes all three.</summary>
    public StudyOutcome Write()
    {
        var protocol = study.Protocol with { Seeds = [.. data.Keys] };
        var keys = data.Keys.SelectMany(seed => Keys(protocol, seed)).ToList();
        var records = keys.ConvertAll(key => ArmRecord.Read(folder.PathOf(ArmRunner.RecordFile(key)))!);
        var predictions = keys.Select(key => PredictionsCsv.Read(folder.PathOf(PredictionsCsv.FolderName, key.FileName + ".csv"), key.Strategy)).ToImmutableArray();
        var runs = new RunResult[records.Count];
        Parallel.For(0, runs.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Parallel }, i => runs[i] = Run(protocol, records[i], predictions[i]));

        var results = new StudyResults(protocol.Study, study.ProtocolSha256, [.. runs]);
        var comparisons = Comparisons.Compute(protocol, predictions);
        ResultsFile.Write(folder.PathOf(ResultsFile.ResultsName), results);
        ResultsFile.Write(folder.PathOf(ResultsFile.ComparisonsName), comparisons);
        ReportWriter.Write(folder.PathOf(ReportName), new ReportModel
        {
            Protocol = protocol,
            Results = results,
            Comparisons = comparisons,
            Predictions = predictions,
            Sites = [.. data.Values.First().Sites.Select(s => Summary(protocol.Task, s))],
            Participation = [.. records.SelectMany(Participation)],
            Endings = [.. records.Where(r => r.Key.Strategy is not null).Select(r => new RunEnding(r.Key.Strategy!, r.Key.Seed, Words(r.Status)))],
            Curves = [.. records.SelectMany(r => r.Curve.Select(p => new LearningCurvePoint(r.Key.Arm, r.Key.Strategy, r.Key.Seed, p.Unit, Finite(p.Loss), p.PooledTest)))],
            Traffic = [.. records.Where(r => r.Key.Strategy is not null).GroupBy(r => r.Key.Strategy).Select(Traffic)],
            RerunCommand = options.Command,
            Environment = Machine(),
            SyntheticData = options.SyntheticData,
            Written = options.Time.GetUtcNow().ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        });
        return new StudyOutcome(results, folder.PathOf(ResultsFile.ResultsName), folder.PathOf(ReportName));
    }

    private static IEnumerable<ArmKey> Keys(StudyProtocol protocol, ulong seed)
    {
        var keys = ArmRunner.TrainedArms(protocol, seed).Select(a => a.Key);
        if (!protocol.Baselines.Local)
            keys = keys.Where(k => ArmNames.SiteOf(k.Arm) is null);
        return protocol.Baselines.Ensemble ? keys.Append(new ArmKey(ArmNames.Ensemble, null, seed)) : keys;
    }

    private static RunResult Run(StudyProtocol protocol, ArmRecord record, PredictionTable predictions) => new()
    {
        Arm = record.Key.Arm,
        Strategy = record.Key.Strategy,
        Seed = record.Key.Seed,
        Rounds = record.Rounds,
        Seconds = record.Seconds,
        ModelSha256 = record.ModelSha256,
        Status = record.Status == RunStatus.Completed ? null : Words(record.Status),
        Metrics = [.. Scoring.Evaluate(protocol, predictions), .. record.TileMetrics],
    };

    private static SiteSummary Summary(TaskSpec task, StudySite site)
    {
        IEnumerable<(string Label, float Value)> labels = task switch
        {
            BinaryTask binary => [(binary.Positive, 1), ("other", 0)],
            MulticlassTask several => several.Classes.Select((c, i) => (c, (float)i)),
            SurvivalTask => [("event", 1), ("censored", 0)],
            _ => [],
        };
        var training = site.Train.Concat(site.Holdout).ToList();
        var counts = labels.Select(l => new OutcomeCount(l.Label, training.Count(e => e.Outcome.Value == l.Value), site.Test.Count(e => e.Outcome.Value == l.Value)));
        return new SiteSummary(site.Site.Id, training.Count, site.Test.Count, [.. counts], string.Join(" ", site.Notes));
    }

    private static IEnumerable<SiteParticipation> Participation(ArmRecord record)
    {
        int Count(IEnumerable<Participation> all, ParticipationKind kind) => all.Count(p => p.Kind == kind);
        return record.Outcomes.SelectMany(o => o.Sites).GroupBy(p => p.Site).Select(site => new SiteParticipation(
            record.Key.Strategy!, record.Key.Seed, site.Key, site.Count(), Count(site, ParticipationKind.Contributed), Count(site, ParticipationKind.Late), Count(site, ParticipationKind.Excluded),
            string.Join("; ", site.Select(p => p.Reason).Where(r => r.Length > 0).Distinct())));
    }

    private static ArmTraffic Traffic(IGrouping<string?, ArmRecord> runs)
    {
        long Mean(Func<Participation, long> bytes) => (long)runs.Average(r => r.Outcomes.Sum(o => o.Sites.Sum(bytes)));
        return new ArmTraffic(ArmNames.Federated, runs.Key, Mean(p => p.BytesIn), Mean(p => p.BytesOut));
    }

    private static string Words(RunStatus status) => status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.CompletedDegraded => "completed-degraded",
        RunStatus.Cancelled => "cancelled",
        _ => "failed",
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private ImmutableArray<EnvironmentFact> Machine() =>
    [
        new("Lamella", typeof(Study).Assembly.GetName().Version?.ToString(3) ?? ""),
        new(".NET", System.Environment.Version.ToString()),
        new("System", RuntimeInformation.OSDescription),
        new("Architecture", RuntimeInformation.ProcessArchitecture.ToString()),
        new("Threads per training", "1"),
        new("Trainings at once", options.Parallel.ToString(CultureInfo.InvariantCulture)),
    ];
}
