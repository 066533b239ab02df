using Lamella.Learning.Training;
using Lamella.Site.Work;
using Xunit;

namespace Lamella.Testing.Conformance;

/// <summary>What every executor keeps to.</summary>
public abstract class ExecutorConformance
{
    private const long MostGrowth = 64 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_job_gives_its_result_and_its_steps_in_order_and_again_the_same()
    {
        using var medium = NewMedium();
        await using var executor = medium.Open();
        var job = medium.NewJob();
        var steps = new List<StepProgress>();
        var update = await UpdateOf(executor, job, steps.Add);
        Assert.Equal(medium.Expected(), update);
        Assert.Equal(Enumerable.Range(1, steps[0].Steps), steps.Select(s => s.Done));
        Assert.Equal(update, await UpdateOf(executor, job, _ => Assert.Fail("nothing is trained twice")));
    }

    [Fact]
    public async Task A_cancelled_job_commits_nothing_and_can_be_asked_again()
    {
        using var medium = NewMedium();
        await using var executor = medium.Open();
        var endless = medium.NewEndlessJob();
        await CancelAsync(executor, endless);
        Assert.Empty(Committed(endless));

        // This one may be over before the executor hears that it is to stop.
        var job = medium.NewJob();
        await CancelAsync(executor, job);
        Assert.Equal(medium.Expected(), await UpdateOf(executor, job));
    }

    [Fact]
    public async Task A_killed_worker_is_a_result_and_a_retry_gives_the_same_bytes()
    {
        using var medium = NewMedium();
        await using var executor = medium.Open();
        var job = medium.NewJob();
        var died = Assert.IsType<JobDied>(await Bounded(executor.RunAsync(job, step => KillAt(medium, step), default)));
        Assert.Contains("killed", died.Cause, StringComparison.Ordinal);
        Assert.True(died.Last?.Done >= 1);
        Assert.Equal(medium.Expected(), await UpdateOf(executor, job));
    }

    [Fact]
    public async Task Output_that_no_worker_writes_is_a_result()
    {
        using var medium = NewMedium();
        foreach (var garbage in new[] { "hello", "{\"done\":1}", "{\"end\":\"another\"}", "[]", "null", "{\"done\":2,\"steps\":1,\"loss\":0}" })
        {
            await using var executor = medium.OpenScript($"read job; echo '{garbage}'; read never");
            Assert.IsType<JobDied>(await Bounded(executor.RunAsync(medium.NewJob(), _ => { }, default)));
        }
    }

    [Fact]
    public async Task A_worker_that_ends_without_an_answer_is_a_result_with_the_end_of_what_it_said()
    {
        using var medium = NewMedium();
        await using var executor = medium.OpenScript("read job; echo '{\"done\":3,\"steps\":9,\"loss\":0.5}'; echo why >&2; exit 7");
        var died = Assert.IsType<JobDied>(await Bounded(executor.RunAsync(medium.NewJob(), _ => { }, default)));
        Assert.Equal(("it ended with exit code 7", 3), (died.Cause, died.Last?.Done));
    }

    [Fact]
    public async Task A_worker_that_never_answers_can_be_cancelled()
    {
        using var medium = NewMedium();
        await using var executor = medium.OpenScript("read job; echo '{\"done\":1,\"steps\":9,\"loss\":0.5}'; read never");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded(executor.RunAsync(medium.NewJob(), _ => stop.Cancel(), stop.Token)));
    }

    [Fact]
    public async Task A_flood_of_output_takes_no_memory()
    {
        using var medium = NewMedium();
        foreach (var flood in new[] { "yes", "cat /dev/zero", "yes >&2 & cat /dev/zero" })
        {
            await using var executor = medium.OpenScript($"read job; {flood}");
            var before = GC.GetTotalAllocatedBytes();
            Assert.IsType<JobDied>(await Bounded(executor.RunAsync(medium.NewJob(), _ => { }, default)));
            Assert.True(GC.GetTotalAllocatedBytes() - before < MostGrowth);
        }
    }

    [Fact]
    public async Task Files_that_no_job_declares_are_a_result_and_are_gone()
    {
        using var medium = NewMedium();
        var job = medium.NewJob();
        await using var executor = medium.OpenScript($"read job; touch '{job.Out}/more'; ln -s /etc/passwd '{job.Out}/result.json'; echo '{{\"end\":\"{job.Id()}\"}}'; read never");
        var died = Assert.IsType<JobDied>(await Bounded(executor.RunAsync(job, _ => { }, default)));
        Assert.Contains("no job declares", died.Cause, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(job.Out));
    }

    /// <summary>A new study at a site.</summary>
    protected abstract ExecutorMedium NewMedium();

    private static void KillAt(ExecutorMedium medium, StepProgress step)
    {
        if (step.Done == 1)
            medium.KillWorker();
    }

    private static async Task CancelAsync(IExecutor executor, JobFolder job)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded(executor.RunAsync(job, _ => stop.Cancel(), stop.Token)));
    }

    private static async Task<Federation.Rounds.UpdateMade?> UpdateOf(IExecutor executor, JobFolder job, Action<StepProgress>? progress = null) =>
        Assert.IsType<JobDone>(await Bounded(executor.RunAsync(job, progress ?? (_ => { }), default))).Result.Update;

    private static Task<JobEnd> Bounded(Task<JobEnd> end) => end.WaitAsync(Longest);

    private static IEnumerable<string> Committed(JobFolder job) => Directory.Exists(job.State) ? Directory.EnumerateDirectories(job.State, "round-*", SearchOption.AllDirectories) : [];
}
