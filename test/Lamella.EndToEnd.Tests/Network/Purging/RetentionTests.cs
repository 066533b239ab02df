using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Site.Purging;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Network.Purging;

/// <summary>A running site that keeps a study's data as long as its policy says, and purges them then; the days pass in virtual time.</summary>
public class RetentionTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Data_go_by_themselves_when_their_days_have_passed_and_not_before_and_not_without_a_policy()
    {
        using var study = new SmallFederation();
        var time = new ManualTime();
        await using var federation = new NetworkFederation(study) { SiteTime = time };
        await federation.BeginAsync();
        await federation.EndAsync();
        var hash = ProtocolEncoding.Hash(study.Protocol);
        var (beta, gamma) = (new SiteFolder(federation.PathOf("beta")), new SiteFolder(federation.PathOf("gamma")));
        await File.AppendAllTextAsync(beta.Policy, "retention: 30\n", TestContext.Current.CancellationToken);
        foreach (var (name, place) in new[] { ("beta", beta), ("gamma", gamma) })
        {
            await Assert.ThrowsAsync<LamellaException>(() => federation.SiteOf(name).Host.PurgeAsync(hash, "somebody"));
            await RevokeAsync(federation.SiteOf(name), new SiteId(name), hash);
            Directory.CreateDirectory(place.JobsOf(hash));
            await File.WriteAllTextAsync(Path.Combine(place.JobsOf(hash), "state"), "weights", TestContext.Current.CancellationToken);
        }

        // Less than a day before; it looks every hour.
        time.Advance(TimeSpan.FromDays(29));
        for (var hour = 0; hour < 6; hour++)
        {
            time.Advance(TimeSpan.FromHours(1.1));
            await federation.SiteOf("beta").Host.StatusAsync();
        }

        Assert.True(Directory.Exists(beta.JobsOf(hash)));

        time.Advance(TimeSpan.FromDays(1));
        await PurgedAsync(federation, time, beta, hash);
        var proof = new SitePurges(beta).Find(hash)!;
        Assert.True(proof is { IsComplete: true, By: "retention" }, string.Join(' ', proof.Words));
        Assert.False(Directory.Exists(beta.JobsOf(hash)));

        // Who has no such rule keeps all, whatever time passes.
        time.Advance(TimeSpan.FromDays(300));
        await federation.SiteOf("gamma").Host.StatusAsync();
        Assert.Null(new SitePurges(gamma).Find(hash));
        Assert.True(Directory.Exists(gamma.JobsOf(hash)));
    }

    [Fact]
    public async Task A_purge_that_was_cut_off_goes_on_when_the_site_runs_again()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { SiteTime = new ManualTime() };
        await federation.BeginAsync();
        await federation.EndAsync();
        var (hash, beta) = (ProtocolEncoding.Hash(study.Protocol), new SiteFolder(federation.PathOf("beta")));
        await RevokeAsync(federation.SiteOf("beta"), new SiteId("beta"), hash);
        await federation.StopSiteAsync("beta");
        new SitePurges(beta).Keep(new PurgeProof { Study = hash, Name = "small", By = "somebody", Asked = DateTimeOffset.UnixEpoch });
        Directory.CreateDirectory(beta.JobsOf(hash));
        await File.WriteAllTextAsync(Path.Combine(beta.JobsOf(hash), "state"), "weights", TestContext.Current.CancellationToken);

        await federation.StartSiteAsync("beta");
        await PurgedAsync(federation, (ManualTime)federation.SiteTime, beta, hash);
        Assert.False(Directory.Exists(beta.JobsOf(hash)));
        Assert.Equal("somebody", new SitePurges(beta).Find(hash)!.By);
    }

    /// <summary>Until it is purged; a beat that finds the site still looking comes again.</summary>
    private static Task<TimeSpan> PurgedAsync(NetworkFederation federation, ManualTime time, SiteFolder place, string study) => Eventually.HoldsAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return new SitePurges(place).Find(study) is { Done: not null };
        },
        Longest,
        () => $"{federation.SiteOf("beta").Host.Fault}");

    /// <summary>The site takes part no longer, and its ledger says so.</summary>
    private static async Task RevokeAsync(NetworkSite site, SiteId id, string study)
    {
        await site.Host.AskAsync(agent =>
        {
            agent.Revoke(study, "Dr Test", "moved");
            return true;
        });
        await site.Host.WhenAsync(agent => agent.Unsent.Count == 0 && agent.View.Studies[study].Answers[id] is ApprovalRevoked);
    }
}
