using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Transport;
using Lamella.Transport.Wire;

namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>Programs too far apart in age: both ends say so at once, and which of the two is to be upgraded.</summary>
public class VersionTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_site_facing_a_newer_hub_says_that_its_own_program_is_to_be_upgraded_and_comes_up_by_itself_once_they_fit()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        (await federation.IdentityOfAsync("beta")).Dispose();
        await federation.StopCoordinatorAsync();
        federation.HubSpeaks = new ProtocolVersion(2, 3, "9.1");
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("beta");

        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is not null, AtOnce);
        var status = await federation.SiteOf("beta").Host.StatusAsync();
        Assert.False(status.IsConnected);
        Assert.StartsWith("LML9004: ", status.WhyDown);
        Assert.EndsWith("Upgrade the program of the site to that of the coordinator, 9.1.", status.WhyDown);
        Assert.StartsWith("LML9004: The site's program ", (await federation.ViewOfAsync("beta")).LastRefusal);

        await federation.StopCoordinatorAsync();
        federation.HubSpeaks = new ProtocolVersion(1, 3, "9.2");
        await federation.StartCoordinatorAsync();
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.IsUp && federation.Coordinator.Connected.Count == 1, Longest);
        Assert.Null((await federation.ViewOfAsync("beta")).LastRefusal);
    }

    [Fact]
    public async Task A_site_with_a_newer_program_is_refused_at_once_and_both_ends_say_that_the_coordinators_is_to_be_upgraded()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { SitesSpeak = new ProtocolVersion(4, 5, "9.9") };
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("beta");

        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is not null, AtOnce);
        var status = await federation.SiteOf("beta").Host.StatusAsync();
        Assert.StartsWith("LML9004: The site's program 9.9 speaks versions 4 to 5 of the protocol, the coordinator's", status.WhyDown);
        Assert.EndsWith("Upgrade the program of the coordinator to that of the site, 9.9.", status.WhyDown);
        Assert.StartsWith("LML9004: The site's program 9.9", (await federation.ViewOfAsync("beta")).LastRefusal);
        Assert.Empty(federation.Coordinator.Connected);
    }

    [Fact]
    public async Task A_site_does_not_go_on_with_a_hub_that_chose_a_version_it_does_not_speak()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        (await federation.IdentityOfAsync("beta")).Dispose();
        await federation.StopCoordinatorAsync();
        await using var hub = await ScriptedHub.StartAsync(CoordinatorFolder.Open(federation.PathOf("coordinator")), async (frames, answers) =>
        {
            await frames.MoveNext(CancellationToken.None);
            await answers.WriteAsync(new HubFrame { Welcome = new Welcome { Protocol = 7, Program = "9.7" } });
            while (await frames.MoveNext(CancellationToken.None))
                Assert.Fail("The site goes on.");
        });
        federation.StartSiteAlone("beta");
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is { Code: ErrorCodes.VersionRefused }, AtOnce);
        Assert.Equal("Upgrade the program of the site to that of the coordinator, 9.7.", federation.SiteOf("beta").Host.WhyDown!.Remedy);
        Assert.False(federation.SiteOf("beta").Host.IsUp);
    }
}
