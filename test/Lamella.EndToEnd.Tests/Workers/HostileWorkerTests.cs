using Lamella.Federation;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Workers;

/// <summary>A worker that is somebody else's program: what it tries is denied, and what ends it is written down.</summary>
public class HostileWorkerTests
{
    public static TheoryData<string, string> Attempts => new()
    {
        { "cat SITE/key", "exit code 1" },
        { "ls SITE/jobs/../key", "exit code" },
        { "exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/9'", "tried to open a socket" },
        { "echo x > SITE/stolen", "exit code" },
        { "echo x > /stolen", "exit code" },
        { "echo x > TABLE", "exit code" },
        { "test -n \"$LAMELLA_TEST_SECRET\"", "exit code 1" },
        { "kill -0 HOST", "exit code" },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task What_a_worker_must_not_do_is_denied_and_recorded(string attempt, string cause)
    {
        if (Confinement.Detect() is { IsInForce: false } none)
            throw new SkipTestException(none.Description);
        Environment.SetEnvironmentVariable("LAMELLA_TEST_SECRET", "secret");
        using var site = new WorkerSite();
        var words = attempt
            .Replace("SITE", site.Home, StringComparison.Ordinal)
            .Replace("TABLE", Path.Combine(site.Study.Sites[site.Site].Folder, site.Study.Sites[site.Site].Map.Tables[0].File), StringComparison.Ordinal)
            .Replace("HOST", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await using var executor = site.OpenScript($"read job; {words} || exit; echo done; read never");
        var work = WorkOf(site, executor);
        var fault = await Assert.ThrowsAsync<LamellaException>(() => work.DoAsync(site.Order, new RoundFiles(site.Model, null, null), _ => { }, default));
        Assert.Equal(ErrorCodes.WorkerDied, fault.Code);
        Assert.Contains(cause, Assert.Single(work.Log.Recent).Cause, StringComparison.Ordinal);
        Assert.Contains(cause, Assert.Single(File.ReadAllLines(new SiteFolder(site.Home).WorkerLog)), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", work.Log.Recent[0].ErrorTail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "[0-9,-]+")]
    [InlineData(1, "[0-9]+")]
    public async Task A_worker_has_the_processors_that_the_policy_gives_it(int? cores, string list)
    {
        using var site = new WorkerSite { Cores = cores };
        await using var executor = site.OpenScript("read job; grep Cpus_allowed_list /proc/self/status >&2; exit 1");
        var work = WorkOf(site, executor);
        await Assert.ThrowsAsync<LamellaException>(() => work.DoAsync(site.Order, new RoundFiles(site.Model, null, null), _ => { }, default));
        var mine = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("Cpus_allowed_list", StringComparison.Ordinal));
        var said = Assert.Single(work.Log.Recent).ErrorTail.Trim();
        Assert.Matches($@"\ACpus_allowed_list:\t{list}\z", said);
        if (cores is null)
            Assert.Equal(mine, said);
    }

    [Fact]
    public async Task A_worker_that_dies_three_times_in_a_row_is_given_up()
    {
        using var site = new WorkerSite();
        await using var executor = site.OpenScript("exit 1");
        var work = WorkOf(site, executor);
        foreach (var code in new[] { ErrorCodes.WorkerDied, ErrorCodes.WorkerDied, ErrorCodes.WorkerGivenUp })
        {
            var fault = await Assert.ThrowsAsync<LamellaException>(() => work.DoAsync(site.Order, new RoundFiles(site.Model, null, null), _ => { }, default));
            Assert.Equal(code, fault.Code);
        }

        Assert.Equal(3, work.Log.Recent.Length);
    }

    [Fact]
    public async Task A_round_in_a_worker_gives_the_bytes_of_a_round_in_this_process()
    {
        using var site = new WorkerSite();
        await using var executor = site.Open();
        var (update, path) = await WorkOf(site, executor).DoAsync(site.Order, new RoundFiles(site.Model, null, null), _ => { }, default);
        Assert.Equal(site.Expected(), update);
        Assert.Equal(update.Bytes, new FileInfo(path).Length);
    }

    private static ProcessRoundWork WorkOf(WorkerSite site, IExecutor executor)
    {
        var folder = new SiteFolder(site.Home);
        new SiteCohorts(folder.Cohorts).Add("all", site.Study.Sites[site.Site].MapFile, site.Study.Sites[site.Site].Folder, null, null, TimeProvider.System.GetUtcNow());
        new StudyCohorts(folder).Bind(site.Run.ProtocolSha256, "all");
        return new ProcessRoundWork(folder, site.Site, _ => Task.FromResult(site.Study.Protocol), executor, TimeProvider.System);
    }
}
