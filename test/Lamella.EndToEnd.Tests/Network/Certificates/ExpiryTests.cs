using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Testing;
using Lamella.Testing.Network;
using Lamella.Transport.Identity;

namespace Lamella.EndToEnd.Tests.Network.Certificates;

/// <summary>Certificates over their whole life, on clocks that the tests move.</summary>
public class ExpiryTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10), Beat = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_certificate_that_expires_ends_the_open_line_and_both_ends_say_why()
    {
        // The site's clock stands still, so that it does not renew.
        var (time, standing) = (new ManualTime(), new ManualTime());
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { Time = time, SiteTime = standing };
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("beta");
        await federation.UntilUpAsync("beta");

        time.Advance(TimeSpan.FromDays(90.5));

        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is { Code: ErrorCodes.CallerRefused }, Longest);
        Assert.Contains("its certificate has expired", (await federation.SiteOf("beta").Host.StatusAsync()).WhyDown);
        var seen = (await federation.Coordinator.ViewAsync()).Sites.Single();
        Assert.False(seen.IsConnected);
        Assert.Equal("LML9003: The site is not let in: its certificate has expired.", seen.LastRefusal);
    }

    [Fact]
    public async Task A_line_lives_through_a_certificates_whole_first_half_and_is_dialled_anew_with_the_next()
    {
        var time = new ManualTime();
        using var study = new SmallFederation();
        await using var relay = new ShapedRelay(new LineShape());
        await using var federation = new NetworkFederation(study) { Time = time, SiteTime = time }.Behind(relay);
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("beta");
        await federation.UntilUpAsync("beta");
        var first = ThumbprintOf(federation);
        var connections = relay.Connections;

        time.Advance(TimeSpan.FromDays(44.5));
        time.Advance(Beat);
        // A sign of life that came through shows that both ends hold the same line still.
        Assert.Equal((true, connections), (federation.SiteOf("beta").Host.IsUp, relay.Connections));
        Assert.Equal((first, null), (ThumbprintOf(federation), federation.SiteOf("beta").Host.WhyDown));

        time.Advance(TimeSpan.FromDays(1));
        await Eventually.HoldsAsync(() => ThumbprintOf(federation) != first && federation.SiteOf("beta").Host.IsUp, Longest);
        // One connection to renew, and the line anew.
        await Eventually.HoldsAsync(() => relay.Connections == connections + 2, Longest, () => $"{relay.Connections - connections} connections");
        Assert.Null(federation.SiteOf("beta").Host.WhyDown);
    }

    [Fact]
    public async Task Certificates_are_renewed_in_the_middle_of_a_run_and_nobody_notices()
    {
        // Half of 40 minutes, less the slack for clocks, is over after some forty beats: long enough to lie in the middle of the run.
        var time = new ManualTime();
        using var study = new SmallFederation { Training = new TrainingSpec { Rounds = 40, RoundSteps = 2, Batch = 3, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } } };
        var simulated = await study.RunAsync();
        await using var federation = new NetworkFederation(study) { Time = time, SiteTime = time };
        federation.Settings = federation.Settings with { CertificateDays = 40.0 / (24 * 60) };
        List<LedgerEvent> events = [];
        federation.Told = e =>
        {
            lock (events)
                events.Add(e);
            if (e is RoundRecorded)
                time.Advance(Beat * 2);
        };
        await federation.BeginAsync();
        var first = study.Hospitals.ToDictionary(h => h.Site, h => federation.SiteOf(h.Site).Thumbprint);
        var run = await federation.EndAsync();

        Assert.Equal((RunStatus.Completed, simulated.Result.Model), (run.Status, run.Model));
        await Eventually.HoldsAsync(() => study.Hospitals.All(h => federation.SiteOf(h.Site).Thumbprint != first[h.Site]), Longest);
        lock (events)
        {
            Assert.DoesNotContain(events, e => e is SiteSuspected or StatementRefused);
            Assert.Equal(40, events.OfType<RoundRecorded>().Count());
        }

        Assert.All(study.Hospitals, h => Assert.Null(federation.SiteOf(h.Site).Host.WhyDown));
        Assert.All(study.Hospitals, h => Assert.Null(federation.SiteOf(h.Site).Host.Fault));
    }

    private static string ThumbprintOf(NetworkFederation federation)
    {
        using var identity = SiteIdentity.Open(new SiteFolder(federation.PathOf("beta")).Identity);
        return identity.Certificate.Thumbprint;
    }
}
