using System.Text;
using Lamella.Coordinator.Tests.Rounds;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Tests;

/// <summary>What comes in a site's name: there is a reply to any bytes, and nobody fills the ledger.</summary>
public sealed class StatementTests
{
    private static readonly SiteId A = new("a");

    private static readonly string[] Bodies =
    [
        "", "null", "[[[[", "{\"event\":1}", "\ud83d", "{\"event\":\"site-removed\",\"reason\":\"x\",\"site\":\"b\"}",
        "{\"event\":\"head-seen\",\"number\":NEXT,\"site\":\"a\"}",
        "{\"event\":\"head-seen\",\"number\":NEXT,\"seen\":{\"index\":0},\"site\":\"a\"}",
        "{\"event\":\"head-seen\",\"number\":NEXT,\"seen\":SEEN,\"site\":\"b\"}",
        "{\"event\":\"head-seen\",\"number\":NEXT,\"seen\":{\"hash\":\"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\",\"index\":99999999},\"site\":\"a\"}",
        "{\"event\":\"head-seen\",\"number\":NEXT,\"seen\":SEEN,\"site\":\"a\"}\n",
        "{\"event\":\"study-approved\",\"approver\":\"x\",\"leastSamples\":1,\"mostSamples\":10,\"number\":NEXT,\"purpose\":\"test\",\"role\":\"r\",\"seen\":SEEN,\"site\":\"a\",\"study\":\"STUDY\"}",
        "{\"event\":\"study-approved\",\"leastSamples\":1,\"metrics\":[],\"mostSamples\":10,\"number\":NEXT,\"purpose\":\"test\",\"seen\":SEEN,\"site\":\"a\",\"study\":\"STUDY\"}",
        "{\"event\":\"study-refused\",\"number\":NEXT,\"seen\":SEEN,\"site\":\"a\"}",
        "{\"event\":\"approval-revoked\",\"number\":NEXT,\"reason\":\"\\ud800\",\"revokedBy\":\"x\",\"seen\":SEEN,\"site\":\"a\",\"study\":\"STUDY\"}",
        "{\"event\":\"update-submitted\",\"base\":\"STUDY\",\"bytes\":1,\"bytesReceived\":0,\"firstStep\":0,\"holdoutSamples\":0,\"loss\":1e400,\"number\":NEXT,\"round\":1,\"run\":\"RUN\",\"samples\":10,\"seen\":SEEN,\"site\":\"a\",\"steps\":1,\"update\":\"STUDY\"}",
        "{\"event\":\"update-submitted\",\"base\":\"STUDY\",\"bytes\":1,\"bytesReceived\":0,\"firstStep\":0,\"holdoutSamples\":0,\"number\":NEXT,\"round\":1,\"run\":\"RUN\",\"samples\":10,\"seen\":SEEN,\"site\":\"a\",\"steps\":1,\"update\":\"../../etc/passwd\"}",
        "{\"event\":\"update-submitted\",\"base\":\"STUDY\",\"bytes\":1,\"bytesReceived\":0,\"firstStep\":0,\"holdoutSamples\":0,\"number\":NEXT,\"round\":1,\"run\":\"RUN\",\"samples\":10,\"seen\":SEEN,\"site\":\"a\",\"steps\":1}",
        "{\"arm\":\"federated\",\"event\":\"model-scored\",\"metrics\":[],\"model\":\"STUDY\",\"number\":NEXT,\"patients\":10,\"run\":\"RUN\",\"seen\":SEEN,\"site\":\"a\",\"withheld\":\"\"}",
        "{\"event\":\"model-scored\",\"arm\":\"federated\",\"metrics\":[{\"name\":\"patient 7\",\"value\":1}],\"model\":\"STUDY\",\"number\":NEXT,\"patients\":10,\"run\":\"RUN\",\"seen\":SEEN,\"site\":\"a\",\"withheld\":\"\"}",
        "{\"event\":\"model-scored\",\"arm\":\"federated\",\"metrics\":[],\"model\":\"STUDY\",\"number\":NEXT,\"patients\":10,\"run\":\"RUN\",\"seen\":SEEN,\"site\":\"a\",\"withheld\":\"\"}",
        "{\"event\":\"work-failed\",\"final\":true,\"number\":NEXT,\"round\":1,\"run\":\"RUN\",\"seen\":SEEN,\"site\":\"a\"}",
    ];

    [Fact]
    public void Whatever_comes_there_is_a_refusal_and_the_ledger_holds()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        federation.AtEnd = coordinator =>
        {
            foreach (var body in Bodies)
            {
                var seen = coordinator.State.Head;
                var text = body.Replace("SEEN", $"{{\"hash\":\"{seen.Hash}\",\"index\":{seen.Index}}}", StringComparison.Ordinal)
                    .Replace("STUDY", federation.Run.ProtocolSha256, StringComparison.Ordinal).Replace("RUN", federation.Run.ToText(), StringComparison.Ordinal)
                    .Replace("NEXT", $"{coordinator.State.Sites[A].Statements + 1}", StringComparison.Ordinal);
                Assert.True(Give(coordinator, Encoding.UTF8.GetBytes(text)).Kind == StatementReplyKind.Refused, text);
                coordinator.Tick();
            }
        };
        federation.Go();
        Assert.Null(federation.Verify().Flaw);
    }

    [Fact]
    public void What_is_too_long_is_refused_unread()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        federation.AtEnd = coordinator =>
        {
            var (before, next) = (coordinator.State.Head.Index, coordinator.State.Sites[A].Statements + 1);
            var body = EventEncoding.Encode(new StudyRefused(A, next, coordinator.State.Head, federation.Run.ProtocolSha256, new string('x', 70_000), ""));
            Assert.Contains("longer", Give(coordinator, [.. body]).Reason, StringComparison.Ordinal);
            Assert.Contains("longer", coordinator.Receive(A, new byte[10], new byte[2000]).Reason, StringComparison.Ordinal);
            Assert.Equal(before + 1, coordinator.State.Head.Index);
        };
        federation.Go();
    }

    /// <summary>Statements and reports that differ in text and number, over two starts: each kind of refusal is told once, without what was sent.</summary>
    [Fact]
    public void Nobody_fills_the_ledger_with_refusals_or_writes_in_them()
    {
        using var federation = new ScriptedFederation { Rounds = 1 };
        var told = new List<long>();
        federation.AtEnd = coordinator =>
        {
            for (var i = 0; i < 30; i++)
            {
                var next = coordinator.State.Sites[A].Statements + 1;
                coordinator.Receive(new SiteReport(A, new Head(1_000_000 + i, LedgerHash.Zero), null));
                coordinator.Receive(A, Encoding.UTF8.GetBytes($"garbage {i}"), new byte[] { (byte)i });
                Give(coordinator, Encoding.UTF8.GetBytes($"garbage {i}"));
                Give(coordinator, [.. EventEncoding.Encode(new StudyRefused(A, next, coordinator.State.Head, $"{i:x64}", "Mallory", "my text"))]);
                Give(coordinator, [.. EventEncoding.Encode(new HeadSeen(A, next, new Head(2_000_000 + i, LedgerHash.Zero)))]);
            }

            told.Add(coordinator.State.Head.Index);
        };
        federation.Go();
        federation.Go();
        Assert.Equal(told[0], told[1]);

        var refusals = federation.Entries().Select(e => EventEncoding.Decode(e.Body.AsSpan())).OfType<StatementRefused>().ToList();
        Assert.Equal(5, refusals.Count);
        Assert.All(refusals, r => Assert.DoesNotMatch("[0-9]|my text|Mallory|garbage", r.Reason));
    }

    private static StatementReply Give(FederationCoordinator coordinator, byte[] body) => coordinator.Receive(
        A, body, SimulatedSignatures.SignerOf("a").Sign(Convert.FromHexString(LedgerHash.OfContent(Signer.Of(A), body))));
}
