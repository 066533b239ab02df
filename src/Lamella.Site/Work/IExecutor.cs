using Lamella.Learning.Training;

namespace Lamella.Site.Work;

/// <summary>Where job folders run: a child process here, a scheduler of a cluster elsewhere. One job at a time.</summary>
public interface IExecutor : IAsyncDisposable
{
    /// <summary>Where that is and what keeps a job from the rest of the machine, in words.</summary>
    string Description { get; }

    /// <summary>Runs the job that is written in a folder. Asked again after a death, it goes on from what was committed.</summary>
    /// <param name="job">The folder.</param>
    /// <param name="progress">Told after every step, in order.</param>
    /// <param name="cancellation">Stops the job; when this has thrown, nothing of it is committed any more.</param>
    Task<JobEnd> RunAsync(JobFolder job, Action<StepProgress> progress, CancellationToken cancellation);

    /// <summary>Ends what still holds something of a folder's jobs in memory; the folder is about to go, and no job of it comes again.</summary>
    /// <param name="job">The folder.</param>
    Task ForgetAsync(JobFolder job);
}
