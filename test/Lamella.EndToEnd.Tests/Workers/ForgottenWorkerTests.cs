using Lamella.Site.Work;

namespace Lamella.EndToEnd.Tests.Workers;

/// <summary>A study that is about to be purged: its worker holds tables and features in memory.</summary>
public class ForgottenWorkerTests
{
    [Fact]
    public async Task The_worker_of_a_folder_that_is_forgotten_ends_and_no_other_does()
    {
        using var site = new WorkerSite();
        await using var executor = site.Open();
        var (job, other) = (site.NewJob(), site.NewJob());
        var first = Assert.IsType<JobDone>(await executor.RunAsync(job, _ => { }, TestContext.Current.CancellationToken));
        Assert.Single(site.Workers());
        await executor.ForgetAsync(other);
        Assert.Single(site.Workers());
        await executor.ForgetAsync(job);
        Assert.Empty(site.Workers());

        // Whoever asks again gets the committed bytes, from a new worker.
        Assert.Equal(first.Result.Update, Assert.IsType<JobDone>(await executor.RunAsync(job, _ => { }, TestContext.Current.CancellationToken)).Result.Update);
    }
}
