using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Studies;
using Lamella.Transport;
using Lamella.Transport.Line;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;
using Head = Lamella.Federation.Ledger.Head;
using Kind = Lamella.Transport.Wire.StatementReply.Types.Kind;

namespace Lamella.EndToEnd.Tests.Network.Hostile;

/// <summary>Statements that come again, out of order, in another's name, or with another's signature: each has its answer, and stands in the ledger once or not at all.</summary>
public class StatementTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Replayed_reordered_and_borrowed_statements_change_nothing()
    {
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study);
        List<LedgerEvent> events = [];
        federation.Told = events.Add;
        await federation.StartCoordinatorAsync();
        using var alpha = await federation.IdentityOfAsync("alpha");
        using var beta = await federation.IdentityOfAsync("beta");
        await federation.Coordinator.AskAsync(c =>
        {
            c.Propose(study.Protocol, "test", "test");
            return true;
        });
        var head = federation.Coordinator.State.Head;
        var name = ProtocolEncoding.Hash(study.Protocol);
        StudyRefused Said(string site, long number, string reason) => new(new SiteId(site), number, head, name, "Dr Test", reason);
        var (mine, theirs) = (EcdsaP256.SignerOf(beta.Key), EcdsaP256.SignerOf(alpha.Key));
        var first = SignedStatement.Sign(Said("beta", 1, "first"), mine);
        var second = SignedStatement.Sign(Said("beta", 2, "second"), mine);

        using var channel = HubChannel.Of(beta);
        using var line = new Transport.Wire.Federation.FederationClient(channel.Channel).Connect();
        await line.RequestStream.WriteAsync(new SiteFrame
        {
            Hello = new Hello { Lowest = ProtocolVersion.Own.Lowest, Highest = ProtocolVersion.Own.Highest, Program = "test", Head = WireMapping.ToWire(head) },
        });
        async Task<(Kind Kind, long Next, string Code)> SayAsync(SignedStatement statement)
        {
            await line.RequestStream.WriteAsync(new SiteFrame { Statement = WireMapping.ToWire(statement) });
            using var wait = new CancellationTokenSource(Longest);
            while (await line.ResponseStream.MoveNext(wait.Token))
            {
                if (line.ResponseStream.Current.Reply is { } reply)
                    return (reply.Kind, reply.Next, reply.Code);
            }

            throw new InvalidOperationException("The line ended.");
        }

        Assert.Equal((Kind.OutOfOrder, 1, ""), await SayAsync(second));
        Assert.Equal((Kind.Taken, 2, ""), await SayAsync(first));
        Assert.Equal((Kind.Taken, 2, ""), await SayAsync(first));
        Assert.Equal((Kind.Taken, 3, ""), await SayAsync(second));
        Assert.Equal((Kind.Taken, 3, ""), await SayAsync(first));
        // Another's name with this key; another's own signed words over this line; this site's words with another's signature; changed words.
        Assert.Equal((Kind.Refused, 3, ErrorCodes.StatementInvalid), await SayAsync(SignedStatement.Sign(Said("alpha", 1, "in alpha's name"), mine)));
        Assert.Equal((Kind.Refused, 3, ErrorCodes.StatementInvalid), await SayAsync(SignedStatement.Sign(Said("alpha", 1, "alpha's own"), theirs)));
        Assert.Equal((Kind.Refused, 3, ErrorCodes.StatementInvalid), await SayAsync(SignedStatement.Sign(Said("beta", 3, "signed by alpha"), theirs)));
        Assert.Equal((Kind.Refused, 3, ErrorCodes.StatementInvalid), await SayAsync(SignedStatement.Sign(Said("beta", 3, "as it was signed"), mine) with { Body = SignedStatement.Sign(Said("beta", 3, "as it is sent"), mine).Body }));
        // A history that this ledger does not have.
        var forked = Said("beta", 3, "of another history") with { Seen = new Head(head.Index, new string('0', 64)) };
        Assert.Equal((Kind.Refused, 3, ErrorCodes.LedgerForked), await SayAsync(SignedStatement.Sign(forked, mine)));

        Assert.Equal(["first", "second"], events.OfType<StudyRefused>().Select(e => e.Reason));
        Assert.All(events.OfType<StatementRefused>(), e => Assert.Equal(beta.Site, e.Site));
        Assert.Empty(federation.Broken);
    }

    [Fact]
    public async Task A_stream_that_does_not_say_who_it_is_in_time_is_ended_with_a_code()
    {
        var time = new Testing.ManualTime();
        using var study = new SmallFederation();
        await using var federation = new NetworkFederation(study) { Time = time };
        await federation.StartCoordinatorAsync();
        using var beta = await federation.IdentityOfAsync("beta");
        using var channel = HubChannel.Of(beta);
        using var line = new Transport.Wire.Federation.FederationClient(channel.Channel).Connect();
        var answer = line.ResponseStream.MoveNext(CancellationToken.None);
        for (var i = 0; i < 100 && !answer.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(answer, Task.Delay(50));
        }

        var told = WireFaults.FromWire(await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => answer));
        Assert.Equal(ErrorCodes.MessageUnreadable, told?.Code);
        Assert.Contains("a stream begins with hello", told!.Fault);
        Assert.Contains("LML9013", (await federation.ViewOfAsync("beta")).LastRefusal);
    }
}
