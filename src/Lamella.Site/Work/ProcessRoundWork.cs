using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Rounds;

namespace Lamella.Site.Work;

/// <summary>
/// A site's work in a worker process: puts the job folder together, lets it run, and believes nothing the worker says that it can check. A worker that
/// died is told as a fault that may be tried again, the third in a row for one order as one that is final.
/// </summary>
/// <param name="folder">The site's folder.</param>
/// <param name="site">The site.</param>
/// <param name="protocolOf">The study of a run, from the site's copy of the ledger.</param>
/// <param name="executor">Where jobs run; the caller disposes it.</param>
/// <param name="time">The site's clock.</param>
public sealed class ProcessRoundWork(SiteFolder folder, SiteId site, Func<RunId, Task<StudyProtocol>> protocolOf, IExecutor executor, TimeProvider time) : IRoundWork, IHomeScoring, IDisposable
{
    /// <summary>Deaths in a row after which an order is given up.</summary>
    private const int MostDeaths = 3;

    private readonly StudyCohorts cohorts = new(folder);
    private readonly UpdateOrigins origins = new(folder);
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentDictionary<RunId, (int Round, int Deaths)> deaths = [];

    /// <inheritdoc />
    public WorkerLog Log { get; } = new(folder.WorkerLog);

    /// <inheritdoc />
    public string Place => executor.Description;

    /// <inheritdoc />
    public async Task<(UpdateMade Update, string Path)> DoAsync(RoundOrder order, RoundFiles files, Action<StepProgress> progress, CancellationToken cancellation)
    {
        var protocol = await protocolOf(order.Run).ConfigureAwait(false);
        var inputs = new List<(string Name, string? Path, string? Sha256)>
        {
            (JobFolder.Model, files.Model, order.ModelSha256), (JobFolder.Control, files.Control, order.ControlSha256), (JobFolder.Aggregates, files.Aggregates, order.AggregatesSha256),
        };
        var received = inputs.Where(i => i.Path is not null).Sum(i => new FileInfo(i.Path!).Length);
        return await RunAsync<(UpdateMade, string)>(
            order.Run, protocol, JobKind.Round, order, inputs, progress,
            (job, result) => result.Update is { } says && IsWithin(order, says, received) && UpdatesOf(order.Run).Take(new SiteStateStore(job.StateOf(order.Run)).PathOf(order), says) is { } path
                ? (says, path)
                : null,
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public string? FileOf(UpdateSubmitted statement) => UpdatesOf(statement.Run).Find(statement.Update);

    /// <inheritdoc />
    public async Task<ImmutableArray<SiteScore>> ScoreAsync(RunId run, StudyProtocol protocol, string model, string? aggregates, CancellationToken cancellation)
    {
        var sha256 = HashOf(model);
        var inputs = new List<(string, string?, string?)> { (JobFolder.Model, model, sha256), (JobFolder.Aggregates, aggregates, aggregates is null ? null : HashOf(aggregates)) };
        return await RunAsync<ImmutableArray<SiteScore>>(
            run, protocol, JobKind.Score, null, inputs, _ => { },
            (_, result) => result.Scores is { IsDefault: false } scores && IsWithin(protocol, scores, sha256) ? scores : null,
            cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task ForgetAsync(string study)
    {
        foreach (var run in deaths.Keys.Where(r => r.ProtocolSha256 == study))
            deaths.TryRemove(run, out _);
        await executor.ForgetAsync(new JobFolder(folder.JobsOf(study))).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    /// <summary>An update says what was asked and no more.</summary>
    private static bool IsWithin(RoundOrder order, UpdateMade says, long received) =>
        says.BytesReceived == received && says is { Samples: >= 0, FirstStep: >= 0, Steps: >= 0, HoldoutSamples: >= 0 }
        && (says.Loss is null || (order.Metrics.Contains(SiteMetrics.TrainingLoss) && double.IsFinite(says.Loss.Value)))
        && (says.HoldoutLoss is null ? says.HoldoutSamples == 0 : order.Metrics.Contains(SiteMetrics.HoldoutLoss) && double.IsFinite(says.HoldoutLoss.Value));

    /// <summary>Scores are those of the study's task, with nothing in words that this program would not say.</summary>
    private static bool IsWithin(StudyProtocol protocol, ImmutableArray<SiteScore> scores, string model)
    {
        var metrics = MetricSet.For(protocol.Task).Metrics.Select(m => m.Name).ToList();
        var reason = MinimumCell.Withheld(protocol.Task, new ScoredPatients([], [], protocol.Task.Outputs), protocol.Reporting.MinimumCell);
        return scores.Length is 1 or 2 && scores[0].Arm == ArmNames.Federated && scores[0].Model == model && (scores.Length == 1 || scores[1].Arm == ScoredArms.Local)
            && scores.All(s => s.Patients >= 0 && s.Model.Length == 2 * SHA256.HashSizeInBytes && s.Model.All(char.IsAsciiHexDigitLower)
                && !s.Metrics.IsDefault && s.Metrics.Select(m => m.Name).SequenceEqual(metrics)
                && (s.Withheld.Length == 0 || (s.Withheld == reason && s.Metrics.All(m => m is { Value: null, Low: null, High: null }))));
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private async Task<T> RunAsync<T>(
        RunId run, StudyProtocol protocol, JobKind kind, RoundOrder? order, List<(string Name, string? Path, string? Sha256)> inputs, Action<StepProgress> progress,
        Func<JobFolder, JobResult, T?> check, CancellationToken cancellation)
        where T : struct
    {
        var cohort = cohorts.Of(run.ProtocolSha256);
        var spec = new JobSpec
        {
            Kind = kind,
            Protocol = JsonDocument.Parse(ProtocolEncoding.Encode(protocol)).RootElement.Clone(),
            Site = site,
            Run = run,
            Map = cohort.ToMap(),
            MapFile = cohort.MapFile,
            Data = CohortFingerprint.OfData(cohort),
            Cohort = CohortFingerprint.Of(cohort),
            Inputs = [.. inputs.Where(i => i.Path is not null).Select(i => new JobInput(i.Name, i.Sha256!))],
            Order = order,
        };
        var job = new JobFolder(folder.JobsOf(run.ProtocolSha256));
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            job.Put(spec, inputs.Where(i => i.Path is not null).ToDictionary(i => i.Name, i => i.Path!));
            switch (await executor.RunAsync(job, progress, cancellation).ConfigureAwait(false))
            {
                case JobDone done when check(job, done.Result) is { } answer:
                    foreach (var what in done.Result.Update is { } update ? [update.Update] : done.Result.Scores!.Value.Select(s => s.Model))
                        origins.Note(run, what, protocol, site, cohort);
                    deaths.TryRemove(run, out _);
                    return answer;
                case JobDone:
                    throw Died(run, order, new JobDied("what it says of its work is not so", null, ""));
                case JobRefused { Refusal: var why }:
                    throw new LamellaException(why.Code, why.Fault, why.Remedy);
                case JobDied died:
                    throw Died(run, order, died);
                case var other:
                    throw new InvalidOperationException($"No end of a job is {other.GetType().Name}.");
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private LamellaException Died(RunId run, RoundOrder? order, JobDied died)
    {
        Log.Add(new WorkerIncident(time.GetUtcNow(), run, died.Cause, died.Last, died.ErrorTail));
        var round = order?.Round ?? int.MaxValue;
        var (_, times) = deaths.AddOrUpdate(run, (round, 1), (_, before) => before.Round == round ? (round, before.Deaths + 1) : (round, 1));
        var fault = string.Create(CultureInfo.InvariantCulture, $"The worker of run {run} did not finish: {died.Cause}.");
        return times < MostDeaths
            ? new LamellaException(ErrorCodes.WorkerDied, fault, "It is tried again from what was committed; worker.log in the site's folder says more.")
            : new LamellaException(ErrorCodes.WorkerGivenUp, $"{fault} It was the time number {times.ToString(CultureInfo.InvariantCulture)} in a row.", "See worker.log in the site's folder, mend the cause, and start the site again.");
    }

    private UpdateKeeper UpdatesOf(RunId run) => new(Path.Combine(folder.JobsOf(run.ProtocolSha256), JobFolder.Updates, JobFolder.NameOf(run)));
}
