using Lamella.Federation;
using Lamella.Learning.Training;

namespace Lamella.Site.Work;

/// <summary>
/// Runs job folders in a child process of this machine, which lives as long as jobs of the same study come: libtorch takes a second to load. It ends with its
/// host in every way a host can end.
/// </summary>
/// <param name="command">The worker.</param>
/// <param name="confinement">What it is locked in.</param>
/// <param name="site">The site's folder, which it does not see.</param>
/// <param name="time">The site's clock.</param>
public sealed class LocalExecutor(WorkerCommand command, Confinement confinement, string site, TimeProvider time) : IExecutor
{
    /// <summary>How long a worker that has closed its output may take to end.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    /// <summary>Most processors that a worker may use, as allowed when it is started; null: all.</summary>
    public Func<int?> Cores { get; init; } = () => null;

    private readonly SemaphoreSlim turn = new(1);
    private WorkerProcess? worker;
    private (string Folder, string Data, int? Cores) serves;

    /// <inheritdoc />
    public string Description => confinement.Description;

    /// <inheritdoc />
    public async Task<JobEnd> RunAsync(JobFolder job, Action<StepProgress> progress, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var end = await RunOnAsync(await WorkerForAsync(job).ConfigureAwait(false), job, progress, cancellation).ConfigureAwait(false);
            if (end is JobDied)
                await EndWorkerAsync().ConfigureAwait(false);
            return end;
        }
        catch
        {
            // Cancelled, or whoever listens to progress failed: nothing of the job goes on behind the caller's back.
            await EndWorkerAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public async Task ForgetAsync(JobFolder job)
    {
        // One that serves another folder by now was started anew for it.
        if (serves.Folder != job.FullName)
            return;
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (serves.Folder == job.FullName)
                await EndWorkerAsync().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        await EndWorkerAsync().ConfigureAwait(false);
        turn.Dispose();
    }

    private async Task<WorkerProcess> WorkerForAsync(JobFolder job)
    {
        // A worker sees the files of its cohort and no others, and keeps the processors it was started with.
        var wanted = (job.FullName, job.Read().Data, Cores: Cores());
        if (worker is { IsRunning: true } && serves == wanted)
            return worker;
        await EndWorkerAsync().ConfigureAwait(false);
        worker = await WorkerProcess.StartAsync(confinement.StartOf(command, job, site, wanted.Cores)).ConfigureAwait(false);
        serves = wanted;
        return worker;
    }

    private async Task<JobEnd> RunOnAsync(WorkerProcess process, JobFolder job, Action<StepProgress> progress, CancellationToken cancellation)
    {
        StepProgress? last = null;
        JobDied Died(string cause) => new(cause, last, process.ErrorText);
        var id = job.Id();
        try
        {
            await process.SendAsync(job.FullName, cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return Died(await process.CauseAsync(Ending, time).ConfigureAwait(false));
        }

        while (true)
        {
            if (await process.Lines.ReadAsync(cancellation).ConfigureAwait(false) is not { } text)
            {
                var cause = await process.CauseAsync(Ending, time).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                return Died(cause);
            }

            switch (WorkerLine.Parse(text))
            {
                // Steps count up to a number that stays: so they are bounded, and a worker that repeats itself is seen.
                case { Step: { } step } when step.Done > (last?.Done ?? 0) && step.Done <= step.Steps && step.Steps == (last?.Steps ?? step.Steps):
                    last = step;
                    progress(step);
                    break;
                case { Done: null, Steps: null, Loss: null, End: { } end } when end == id:
                    return await EndOfAsync(process, job, id, Died).ConfigureAwait(false);
                default:
                    return Died("it wrote something to its output that no worker writes");
            }
        }
    }

    private static async Task<JobEnd> EndOfAsync(WorkerProcess process, JobFolder job, string id, Func<string, JobDied> died)
    {
        if (job.Strays() is { Count: > 0 } strays)
        {
            await process.KillAsync().ConfigureAwait(false);
            foreach (var stray in strays)
            {
                if (stray is DirectoryInfo { LinkTarget: null } folder)
                    folder.Delete(recursive: true);
                else
                    stray.Delete();
            }

            return died("it left files in its folder that no job declares");
        }

        return job.AnswerTo(id) switch
        {
            ({ Refusal: null, Update: not null, Scores: null } or { Refusal: null, Update: null, Scores: not null }) and var result => new JobDone(result),
            { Refusal: { } refusal, Update: null, Scores: null } when KnownCodes.Contains(refusal.Code) => new JobRefused(refusal),
            _ => died("its answer is none"),
        };
    }

    private async Task EndWorkerAsync()
    {
        if (worker is { } ended)
            await ended.DisposeAsync().ConfigureAwait(false);
        worker = null;
    }
}
