using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Lamella.Federation.Studies;
using Lamella.Testing;
using Lamella.Transport.Identity;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Join codes that do not count, and names that no site may have.</summary>
[Collection(nameof(HostileGround))]
public class JoinCodeTests(HostileGround ground)
{
    public static TheoryData<string> Names =>
    [
        "", ".", "..", "../coordinator", "alpha/../beta", "/etc/passwd", "alpha\0", "alpha\n", "..\\..\\x", "Alpha", "%2e%2e%2fx", "-x", new string('a', 41), new string('a', 8000), "älpha", "@coordinator",
    ];

    [Fact]
    public async Task A_code_counts_once_and_for_its_own_name()
    {
        var code = JoinCode.Parse(ground.Federation.Coordinator.Invite(new SiteId("eve")).Code);
        await ground.WhileOthersWorkAsync(async () =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Assert.Equal("LML9002: The join code does not count: it is not one of this coordinator's, or was made for another name.", await JoinAsync("alpha", code.Secret, other));
            Assert.Null(await JoinAsync("eve", code.Secret, key));
            // The answer may have been lost: the same key may ask again.
            Assert.Null(await JoinAsync("eve", code.Secret, key));
            Assert.Equal("LML9002: The join code does not count: it has been used before, with another key.", await JoinAsync("eve", code.Secret, other));
        });
    }

    [Fact]
    public async Task A_code_that_has_expired_does_not_count()
    {
        var time = new ManualTime();
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { Time = time };
        await federation.StartCoordinatorAsync();
        var code = JoinCode.Parse(federation.Coordinator.Invite(new SiteId("eve")).Code);
        time.Advance(TimeSpan.FromHours(72.1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal("LML9002: The join code does not count: it has expired.", await JoinAsync("eve", code.Secret, key, federation.Settings.PublicAddress));
        Assert.Empty(federation.Coordinator.State.Sites);
    }

    [Fact]
    public async Task No_code_from_before_lets_a_site_in_that_was_turned_out()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        var (coordinator, address) = (federation.Coordinator, federation.Settings.PublicAddress);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var used = JoinCode.Parse(coordinator.Invite(new SiteId("eve")).Code);
        Assert.Null(await JoinAsync("eve", used.Secret, key, address));
        await coordinator.AskAsync(c =>
        {
            c.Remove(new SiteId("eve"), "stolen");
            return true;
        });
        Assert.Equal("LML9002: The join code does not count: its site was turned out after it was used.", await JoinAsync("eve", used.Secret, key, address));

        var unused = JoinCode.Parse(coordinator.Invite(new SiteId("eve")).Code);
        Assert.Null(await JoinAsync("eve", unused.Secret, other, address));
        unused = JoinCode.Parse(coordinator.Invite(new SiteId("eve")).Code);
        await coordinator.RemoveAsync(new SiteId("eve"), "stolen again");
        Assert.Equal("LML9002: The join code does not count: it is not one of this coordinator's, or was made for another name.", await JoinAsync("eve", unused.Secret, other, address));
        Assert.True(coordinator.State.Sites[new SiteId("eve")].IsRemoved);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_that_no_site_may_have_is_refused(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.StartsWith("LML9002: ", await JoinAsync(name, new byte[16], key));
        Assert.Empty(ground.Federation.Broken);
    }

    /// <summary>The refusal, with its code; null when it was let in.</summary>
    private async Task<string?> JoinAsync(string site, byte[] secret, ECDsa key, string? address = null)
    {
        using var channel = HostileDialling.Channel(address ?? ground.Federation.Settings.PublicAddress, null);
        try
        {
            await new Enrolment.EnrolmentClient(channel).JoinAsync(new JoinRequest
            {
                Lowest = 1,
                Highest = 1,
                Site = site,
                Secret = ByteString.CopyFrom(secret),
                Request = ByteString.CopyFrom(SigningRequest.Make(key, "x")),
            });
            return null;
        }
        catch (RpcException fault)
        {
            return WireFaults.FromWire(fault) is { } told ? $"{told.Code}: {told.Fault}" : $"without a code: {fault.Status}";
        }
    }
}
