using System.Text;
using Google.Protobuf;
using Lamella.Coordinator.Hosting;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Transport;
using Lamella.Transport.Line;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;
using Reply = Lamella.Transport.Wire.StatementReply;

namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>
/// What a later version may bring: fields and frames that are not known are left out, as protobuf has it; an event of the ledger that is not known is not, for
/// the state would not be the one that everybody else has (docs/ledger.md, Bodies).
/// </summary>
public class FutureTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Fields_and_frames_that_the_hub_does_not_know_are_left_out_and_the_line_goes_on()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        using var identity = await federation.IdentityOfAsync("beta");
        using var channel = HubChannel.Of(identity);
        using var call = new Transport.Wire.Federation.FederationClient(channel.Channel).Connect();
        var own = ProtocolVersion.Own;
        var hello = new SiteFrame { Hello = new Hello { Lowest = own.Lowest, Highest = own.Highest, Program = "later", Head = new Transport.Wire.Head { Index = -1, Hash = WireMapping.HashToWire(LedgerHash.Zero) } } };
        hello.Hello = Hello.Parser.ParseFrom([.. hello.Hello.ToByteArray(), .. Later(100)]);

        await call.RequestStream.WriteAsync(SiteFrame.Parser.ParseFrom([.. hello.ToByteArray(), .. Later(101)]));
        await call.RequestStream.WriteAsync(SiteFrame.Parser.ParseFrom(Later(99)));
        await call.RequestStream.WriteAsync(new SiteFrame { Statement = new Statement { Number = 1, Body = ByteString.CopyFromUtf8("{\"event\":\"of-later\"}"), Signature = ByteString.CopyFromUtf8("none") } });
        Reply? reply = null;
        using var wait = new CancellationTokenSource(Longest);
        while (reply is null && await call.ResponseStream.MoveNext(wait.Token))
            reply = call.ResponseStream.Current.Reply;

        Assert.Equal((1, Reply.Types.Kind.Refused, ErrorCodes.StatementInvalid), (reply!.Number, reply.Kind, reply.Code));
        Assert.Single(federation.Coordinator.Connected);
        Assert.Empty(federation.Broken);
    }

    [Fact]
    public async Task A_statement_of_an_event_that_the_hub_does_not_know_is_refused_and_the_site_told()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        using var identity = await federation.IdentityOfAsync("beta");
        var body = Encoding.UTF8.GetBytes("{\"event\":\"of-later\",\"number\":1,\"site\":\"beta\"}");
        var signature = EcdsaP256.SignerOf(identity.Key).Sign(Convert.FromHexString(LedgerHash.OfContent(Signer.Of(identity.Site), body)));
        var reply = await federation.Coordinator.AskAsync(c => c.Receive(identity.Site, body, signature));
        Assert.Equal((StatementReplyKind.Refused, ErrorCodes.StatementInvalid, "it is no statement that this version knows"), (reply.Kind, reply.Code, reply.Reason));
    }

    [Fact]
    public async Task A_site_stops_at_an_event_that_it_does_not_know_says_so_and_keeps_its_copy_whole()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        await federation.StartCoordinatorAsync();
        await federation.StartSiteAsync("beta");
        await Eventually.HoldsAsync(() => federation.SiteOf("beta").Host.AskAsync(a => a.Head == federation.Coordinator.State.Head), Longest);
        var head = federation.Coordinator.State.Head;
        await federation.StopCoordinatorAsync();
        var folder = CoordinatorFolder.Open(federation.PathOf("coordinator"));
        using var key = folder.OpenSigner();
        await using var hub = await ScriptedHub.StartAsync(folder, async (frames, answers) =>
        {
            await frames.MoveNext(CancellationToken.None);
            await answers.WriteAsync(new HubFrame { Welcome = new Welcome { Protocol = 1, Program = "later" } });
            // A frame of later is left out, the entry is not.
            await answers.WriteAsync(HubFrame.Parser.ParseFrom(Later(99)));
            await answers.WriteAsync(new HubFrame { Entries = WireMapping.ToWire([EntryOf(head, "{\"event\":\"of-later\",\"field\":1}", EcdsaP256.SignerOf(key))]) });
            while (await frames.MoveNext(CancellationToken.None))
            {
            }
        });

        await Eventually.HoldsAsync(async () => (await federation.SiteOf("beta").Host.StatusAsync()).Stopped is not null, Longest);
        var status = await federation.SiteOf("beta").Host.StatusAsync();
        Assert.StartsWith("LML8001: ", status.Stopped);
        Assert.EndsWith("If a newer version wrote the ledger, read it with that version.", status.Stopped);
        Assert.Equal(head.Index + 1, status.Entries);
    }

    private static LedgerEntry EntryOf(Federation.Ledger.Head head, string body, ISigner signer)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var hash = LedgerHash.OfEntry(head.Index + 1, head.Hash, time, LedgerHash.OfContent(Signer.Coordinator, bytes));
        return new LedgerEntry(head.Index + 1, head.Hash, time, Signer.Coordinator, [.. bytes], hash, [.. signer.Sign(Convert.FromHexString(hash))]);
    }

    /// <summary>A field of a number that no message has: a varint.</summary>
    private static byte[] Later(int field)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt32(1);
        }

        return stream.ToArray();
    }
}
