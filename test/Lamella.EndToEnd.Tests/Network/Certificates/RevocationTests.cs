using Google.Protobuf;
using Grpc.Core;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Transport.Identity;
using Lamella.Transport.Line;
using Lamella.Transport.Mapping;

namespace Lamella.EndToEnd.Tests.Network.Certificates;

/// <summary>An identity that counts no longer: its line, and whatever else it has open, ends, and both ends say why.</summary>
public class RevocationTests
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_revoked_site_is_cut_off_within_ten_seconds_and_both_ends_and_the_ledger_say_why()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        SiteRemoved? told = null;
        federation.Told = e => told = e as SiteRemoved ?? told;
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("alpha");
        await federation.StartSiteAsync("beta");
        await federation.UntilUpAsync("alpha", "beta");

        await RevokeAsync(federation, "beta");
        await Eventually.HoldsAsync(() => !federation.SiteOf("beta").Host.IsUp && federation.SiteOf("beta").Host.WhyDown is not null, Allowed);

        var status = await federation.SiteOf("beta").Host.StatusAsync();
        Assert.False(status.IsConnected);
        Assert.StartsWith("LML9003: ", status.WhyDown);
        Assert.Contains("the key was lost", status.WhyDown);
        var seen = await federation.ViewOfAsync("beta");
        Assert.Equal((false, "the key was lost"), (seen.IsConnected, seen.Removal));
        Assert.Equal((new SiteId("beta"), "the key was lost"), (told!.Site, told.Reason));
        Assert.True((await federation.ViewOfAsync("alpha")).IsConnected);
    }

    [Fact]
    public async Task A_revoked_site_that_starts_again_is_not_let_in_and_a_new_code_lets_it_in()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("beta");
        await federation.UntilUpAsync("beta");
        await RevokeAsync(federation, "beta");
        await federation.StopSiteAsync("beta");
        await federation.StartSiteAsync("beta");
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.WhyDown is { Code: ErrorCodes.CallerRefused }, Allowed);
        Assert.Contains("the key was lost", (await federation.ViewOfAsync("beta")).LastRefusal);

        await federation.StopSiteAsync("beta");
        Directory.Delete(federation.PathOf("beta"), recursive: true);
        await federation.StartSiteAsync("beta");
        await federation.UntilUpAsync("beta");
        Assert.Equal((true, null, null), await federation.ViewOfAsync("beta") is var view ? (view.IsConnected, view.Removal, view.LastRefusal) : default);
    }

    [Fact]
    public async Task An_upload_that_is_open_ends_with_the_identity_too()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.BeginAsync();
        var started = federation.Coordinator.State.RunOf(study.RunId);
        await federation.StopSiteAsync("beta");
        await Eventually.HoldsAsync(() => federation.Coordinator.State.RunOf(study.RunId).Phase is RunPhase.Collecting or RunPhase.Waiting, Allowed, () => $"{started.Phase}");
        using var identity = SiteIdentity.Open(new SiteFolder(federation.PathOf("beta")).Identity);
        using var channel = HubChannel.Of(identity);
        using var upload = new Transport.Wire.Blobs.BlobsClient(channel.Channel).Upload();
        await upload.RequestStream.WriteAsync(new Transport.Wire.UploadFrame
        {
            Start = new Transport.Wire.UploadStart { Blob = WireMapping.HashToWire(new string('a', 64)), Offset = 0, Length = 100 },
        });
        await upload.RequestStream.WriteAsync(new Transport.Wire.UploadFrame { Data = ByteString.CopyFrom(new byte[10]) });
        await Eventually.HoldsAsync(() => Directory.Exists(federation.PathOf("coordinator", "uploads")) && Directory.EnumerateFiles(federation.PathOf("coordinator", "uploads"), "beta.*").Any(), Allowed);
        await RevokeAsync(federation, "beta");
        // The stream is idle: only the coordinator can end it.
        var fault = await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync.WaitAsync(Allowed));
        Assert.Equal(ErrorCodes.CallerRefused, WireFaults.FromWire(fault)?.Code);
        Assert.Contains("the key was lost", WireFaults.FromWire(fault)!.Fault);
    }

    private static Task<bool> RevokeAsync(NetworkFederation federation, string site) => federation.Coordinator.AskAsync(c =>
    {
        c.Remove(new SiteId(site), "the key was lost");
        return true;
    });
}
