using Lamella.Federation;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;

namespace Lamella.Site.Work;

/// <summary>
/// A worker's memory of a study between jobs: its bags, and the runs it was at last. The runs of a study take turns, and a site that read its tables anew
/// for each turn would do little else.
/// </summary>
internal sealed class WorkerSession(JobFolder folder, JobSpec spec) : IDisposable
{
    /// <summary>Runs kept: each holds a copy of the model and of the site's tables.</summary>
    private const int MostRuns = 8;

    private readonly StudyProtocol protocol = spec.ReadProtocol();
    private readonly BagCache bags = new(LearningOptions.Default.CacheMegabytes);
    private readonly List<RunSession> runs = [];

    /// <summary>Whether it serves a job.</summary>
    public bool Fits(JobFolder other, JobSpec asked) =>
        other.FullName == folder.FullName && (asked.Run.ProtocolSha256, asked.Site, asked.Data) == (spec.Run.ProtocolSha256, spec.Site, spec.Data);

    /// <summary>Does a job.</summary>
    /// <exception cref="LamellaException">It cannot be done.</exception>
    public JobResult Do(string job, JobSpec asked, Action<StepProgress> progress, CancellationToken cancellation)
    {
        var run = RunOf(asked.Run);
        return asked.Kind == JobKind.Round
            ? new JobResult(job, Update: run.Round(asked, progress, cancellation))
            : new JobResult(job, Scores: run.Score(asked, progress, cancellation));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var run in runs)
            run.Dispose();
        bags.Dispose();
    }

    private RunSession RunOf(RunId asked)
    {
        var run = runs.Find(r => r.Run == asked);
        if (run is not null)
            runs.Remove(run);
        else if (runs.Count == MostRuns)
        {
            runs[0].Dispose();
            runs.RemoveAt(0);
        }

        run ??= new RunSession(folder, spec with { Run = asked }, protocol, bags);
        runs.Add(run);
        return run;
    }
}
