using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Lamella.Coordinator.Hosting;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Operations;

/// <summary>Health, readiness, metrics and traces of a coordinator, over real sockets.</summary>
public class MetricsTests
{
    private const string AnyPort = "127.0.0.1:0";

    [Fact]
    public async Task A_scrape_after_a_study_counts_what_the_ledger_and_the_sites_know()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { Metrics = AnyPort };
        await federation.BeginAsync();
        using var scrape = new Scrape(federation.Coordinator.Operations!);
        Assert.Equal((HttpStatusCode.OK, "alive\n"), await scrape.GetAsync("health"));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await scrape.GetAsync("ready"));
        Assert.Equal(3, (await scrape.MetricsAsync())["lamella_sites_connected"]);
        var run = await federation.EndAsync();
        Assert.Equal(RunStatus.Completed, run.Status);

        // The ledger may grow while it is looked at: what stands on the page lies between before and after.
        var before = federation.Coordinator.State.Head.Index + 1;
        var seen = await scrape.MetricsAsync();
        var after = federation.Coordinator.State.Head.Index + 1;
        Assert.Equal(3, seen["lamella_sites_enrolled"]);
        Assert.Equal((0, 0, 0), (seen["lamella_runs_open"], seen["lamella_runs_waiting"], seen["lamella_paused"]));
        Assert.Equal((3, 3), (seen["lamella_rounds_closed_total"], seen["lamella_round_duration_seconds_count"]));
        Assert.Equal(seen["lamella_round_duration_seconds_count"], seen["lamella_round_duration_seconds_bucket{le=\"+Inf\"}"]);
        Assert.InRange(seen["lamella_round_duration_seconds_sum"], 0.001, 600);
        Assert.Equal(9, seen["lamella_updates_received_total"]);
        Assert.DoesNotContain(seen.Keys, k => k.StartsWith("lamella_updates_rejected_total", StringComparison.Ordinal));
        Assert.InRange(seen["lamella_ledger_entries"], before, after);
        // Entries that follow from one another are appended at once.
        Assert.InRange(seen["lamella_ledger_append_duration_seconds_count"], before / 3, before);
        Assert.InRange(seen["lamella_disk_free_bytes"], 1, 1e15);
        Assert.InRange(seen["lamella_authority_expires_in_seconds"], 3649 * 86400.0, 3650 * 86400.0);
        Assert.InRange(seen["lamella_certificates_expire_in_seconds"], 89 * 86400.0, 90 * 86400.0);

        // Every site fetches the model of each round and sends an update of that size or more.
        var model = new FileInfo(Directory.EnumerateFiles(federation.PathOf("coordinator", "blobs"), run.Model + "*", SearchOption.AllDirectories).Single()).Length;
        Assert.InRange(seen["lamella_received_bytes_total"], 9 * model, 20 * model);
        Assert.InRange(seen["lamella_sent_bytes_total"], 9 * model, 20 * model);
    }

    [Fact]
    public async Task A_listener_sees_one_span_for_each_round_with_its_four_stretches_and_no_word_of_a_site()
    {
        var heard = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Lamella.Coordinator",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = heard.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var study = new SmallFederation { Spec = new FedAvgSpec { Name = "Traced" } };
        await using var federation = new NetworkFederation(study);
        await federation.BeginAsync();
        await federation.EndAsync();

        var rounds = heard.Where(a => a.OperationName == "round" && (string?)a.GetTagItem("lamella.run") == study.RunId.ToString()).ToList();
        Assert.Equal([1, 2, 3], rounds.Select(r => r.GetTagItem("lamella.round")).Cast<int>());
        foreach (var round in rounds)
        {
            Assert.Equal(default, round.ParentSpanId);
            var stretches = heard.Where(a => a.ParentSpanId == round.SpanId).OrderBy(a => a.StartTimeUtc).ToList();
            Assert.Equal(["aggregate", "publish", "receive", "record"], stretches.Select(s => s.OperationName).Order(StringComparer.Ordinal));
            // A stretch of no length is given one tick.
            Assert.Equal(round.Duration.TotalMilliseconds, stretches.Sum(s => s.Duration.TotalMilliseconds), 0.01);
            Assert.All(stretches, s => Assert.Empty(s.TagObjects));
            Assert.Equal(["lamella.contributions", "lamella.round", "lamella.run"], round.TagObjects.Select(t => t.Key).Order(StringComparer.Ordinal));
            Assert.Equal(3, round.GetTagItem("lamella.contributions"));
        }
    }

    [Fact]
    public async Task Readiness_goes_red_on_a_full_disk_and_green_again_when_there_is_room()
    {
        using var disk = new SmallDisk(kilobytes: 4096);
        await using var host = await StartAsync(disk.Folder, AnyPort);
        using var scrape = new Scrape(host.Operations!);
        Assert.Equal(HttpStatusCode.OK, (await scrape.GetAsync("ready")).Status);

        await host.AskAsync(c =>
        {
            c.Enrol(new SiteId("alpha"), Convert.ToBase64String(new byte[91]));
            return true;
        });
        disk.Fill();
        var (status, text) = await scrape.GetAsync("ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith(ErrorCodes.DiskFull, text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await scrape.GetAsync("health")).Status);
        Assert.InRange((await scrape.MetricsAsync())["lamella_disk_free_bytes"], 0, 4096);

        // An append that finds no room pauses the coordinator; that counts even where the probe would fit in.
        await UntilPausedAsync(host);
        Assert.Equal(1, (await scrape.MetricsAsync())["lamella_paused"]);
        Assert.Contains("stands still", (await scrape.GetAsync("ready")).Text, StringComparison.Ordinal);

        disk.MakeRoom();
        await host.AskAsync(c =>
        {
            c.Tick();
            return true;
        });
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await scrape.GetAsync("ready"));
        Assert.Equal(0, (await scrape.MetricsAsync())["lamella_paused"]);
    }

    [Fact]
    public async Task Metrics_are_served_nowhere_unless_asked_for_and_never_beyond_loopback()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await StartAsync(folder.File("quiet"), null))
            Assert.Null(host.Operations);
        var fault = await Assert.ThrowsAsync<LamellaException>(() => StartAsync(folder.File("loud"), "0.0.0.0:9464"));
        Assert.Equal(ErrorCodes.UsageWrong, fault.Code);
    }

    private static Task<CoordinatorHost> StartAsync(string place, string? metrics)
    {
        var settings = new CoordinatorSettings { Federation = "test", Listen = "127.0.0.1:0", PublicAddress = "127.0.0.1:7443" };
        return CoordinatorHost.StartAsync(CoordinatorFolder.Create(place, settings, TimeProvider.System), TimeProvider.System, null, _ => { }, metrics);
    }

    /// <summary>What the ledger's file has allocated takes a few entries; then a site's wrong report, which must be written down, finds no room.</summary>
    private static Task<bool> UntilPausedAsync(CoordinatorHost host) => host.AskAsync(c =>
    {
        try
        {
            for (var i = 0; i < 1000; i++)
                c.Enrol(new SiteId($"site-{i}"), Convert.ToBase64String(new byte[91]));
        }
        catch (LamellaException fault) when (fault.Code == ErrorCodes.DiskFull)
        {
            foreach (var site in c.State.Sites.Keys)
                c.Receive(new SiteReport(site, new Head(0, LedgerHash.Zero), null));
        }

        Assert.NotNull(c.Paused);
        return true;
    });
}
