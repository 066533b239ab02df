using System.Text;
using Google.Protobuf;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Transport.Mapping;
using Lamella.Transport.Wire;
using Head = Lamella.Federation.Ledger.Head;
using StatementReply = Lamella.Federation.Messages.StatementReply;

namespace Lamella.EndToEnd.Tests.Network.Versions;

/// <summary>The messages whose bytes are kept, by name, in ordinal order.</summary>
internal static class GoldenTraces
{
    private static readonly string Model = new('a', 64), Update = new('b', 64), Study = new('c', 64);
    private static readonly SiteId Beta = new("beta");
    private static readonly Head Seen = new(41, new string('d', 64));
    private static readonly RunId Run = new(Study, "FedAvg", 7);
    private static readonly ISigner Signer = SimulatedSignatures.SignerOf("beta");

    public static SortedDictionary<string, GoldenTrace> All { get; } = new(StringComparer.Ordinal)
    {
        ["enrolment-join"] = Plain(
            new JoinRequest { Lowest = 1, Highest = 1, Site = "beta", Secret = Bytes(16), Request = Bytes(5) }, JoinRequest.Parser, m => $"{m.Lowest} to {m.Highest}, {m.Site}, {m.Secret.Length} {m.Request.Length}", "1 to 1, beta, 16 5"),
        ["enrolment-reply"] = Plain(
            new CertificateReply { Certificate = Bytes(3), Federation = "test", Authority = Bytes(4), LedgerKey = "key" }, CertificateReply.Parser,
            m => $"{m.Certificate.Length} {m.Federation} {m.Authority.Length} {m.LedgerKey}", "3 test 4 key"),
        ["hub-entries"] = new(
            () => new HubFrame { Entries = WireMapping.ToWire([Entry()]) }.ToByteArray(), b => WordsOf(WireMapping.FromWire(HubFrame.Parser.ParseFrom(b).Entries).Single()), WordsOf(Entry())),
        ["hub-reply-out-of-order"] = Reply(new StatementReply(StatementReplyKind.OutOfOrder, 9)),
        ["hub-reply-refused"] = Reply(new StatementReply(StatementReplyKind.Refused, 9, "LML8004", "it is not for the site to say")),
        ["hub-reply-send-file"] = Reply(new StatementReply(StatementReplyKind.SendFile, 9)),
        ["hub-reply-taken"] = Reply(new StatementReply(StatementReplyKind.Taken, 10)),
        ["hub-reply-try-later"] = Reply(new StatementReply(StatementReplyKind.TryLater, 0, "LML5002", "the disk is full")),
        ["hub-welcome"] = Plain(new HubFrame { Welcome = new Welcome { Protocol = 1, Program = "0.1" } }, HubFrame.Parser, m => $"{m.Welcome.Protocol} {m.Welcome.Program}", "1 0.1"),
        ["model-download"] = Plain(
            new DownloadRequest { Blob = WireMapping.HashToWire(Model), Offset = 262144 }, DownloadRequest.Parser, m => $"{WireMapping.HashFromWire(m.Blob)} {m.Offset}", $"{Model} 262144"),
        ["model-piece"] = Plain(new Chunk { Data = Bytes(6) }, Chunk.Parser, m => $"{m.Data.Length}", "6"),
        ["site-hello"] = Plain(
            new SiteFrame { Hello = new Hello { Lowest = 1, Highest = 1, Program = "0.1", Head = WireMapping.ToWire(Seen) } }, SiteFrame.Parser,
            m => $"{m.Hello.Lowest} to {m.Hello.Highest}, {m.Hello.Program}, {WireMapping.FromWire(m.Hello.Head)}", $"1 to 1, 0.1, {Seen}"),
        ["site-report-at-work"] = Report(new SiteReport(Beta, Seen, new WorkProgress(Run, 3, 5, 20))),
        ["site-report-idle"] = Report(new SiteReport(Beta, new Head(-1, LedgerHash.Zero), null)),
        ["site-statement-refused-study"] = Statement(new StudyRefused(Beta, 1, Seen, Study, "Dr Test", "not here")),
        ["site-statement-update"] = Statement(new UpdateSubmitted(Beta, 2, Seen, Run, 3, Model, Update, 1234, 10, 40, 20, 0.5, null, 0, 4321)),
        ["update-find"] = Plain(new FindRequest { Blob = WireMapping.HashToWire(Update) }, FindRequest.Parser, m => WireMapping.HashFromWire(m.Blob), Update),
        ["update-found"] = Plain(new FindReply { Length = 77, Whole = false }, FindReply.Parser, m => $"{m.Length} {m.Whole}", "77 False"),
        ["update-piece"] = Plain(new UploadFrame { Data = Bytes(7) }, UploadFrame.Parser, m => $"{m.FrameCase} {m.Data.Length}", "Data 7"),
        ["update-reply"] = Plain(new UploadReply { Length = 1234 }, UploadReply.Parser, m => $"{m.Length}", "1234"),
        ["update-start"] = Plain(
            new UploadFrame { Start = new UploadStart { Blob = WireMapping.HashToWire(Update), Offset = 77, Length = 1234 } }, UploadFrame.Parser,
            m => $"{m.FrameCase} {WireMapping.HashFromWire(m.Start.Blob)} {m.Start.Offset} {m.Start.Length}", $"Start {Update} 77 1234"),
    };

    private static GoldenTrace Plain<T>(T message, MessageParser<T> parser, Func<T, string> words, string expected) where T : IMessage<T> =>
        new(() => message.ToByteArray(), b => words(parser.ParseFrom(b)), expected);

    private static GoldenTrace Reply(StatementReply reply) => new(
        () => new HubFrame { Reply = WireMapping.ToWire(8, reply) }.ToByteArray(), b => WireMapping.FromWire(HubFrame.Parser.ParseFrom(b).Reply).ToString(), (8L, reply).ToString());

    private static GoldenTrace Report(SiteReport report) => new(
        () => new SiteFrame { Report = WireMapping.ToWire(report) }.ToByteArray(), b => WireMapping.FromWire(Beta, SiteFrame.Parser.ParseFrom(b).Report).ToString(), report.ToString());

    private static GoldenTrace Statement(SiteStatement statement) => new(
        () => new SiteFrame { Statement = WireMapping.ToWire(SignedStatement.Sign(statement, Signer)) }.ToByteArray(),
        b =>
        {
            var read = SiteFrame.Parser.ParseFrom(b).Statement;
            var holds = SimulatedSignatures.Scheme.Verify(Signer.PublicKey, Convert.FromHexString(LedgerHash.OfContent(Federation.Ledger.Signer.Of(Beta), read.Body.Span)), read.Signature.Span);
            return $"{read.Number} {EventEncoding.Decode(read.Body.Span)} {holds}";
        },
        $"{statement.Number} {statement} True");

    private static LedgerEntry Entry()
    {
        byte[] body = [.. EventEncoding.Encode(new RunQueued(Run, "test"))];
        var hash = LedgerHash.OfEntry(42, Seen.Hash, 1_700_000_000_000, LedgerHash.OfContent(Federation.Ledger.Signer.Coordinator, body));
        return new LedgerEntry(42, Seen.Hash, 1_700_000_000_000, Federation.Ledger.Signer.Coordinator, [.. body], hash, [.. SimulatedSignatures.SignerOf("hub").Sign(Convert.FromHexString(hash))]);
    }

    private static string WordsOf(LedgerEntry e) => $"{e.Index} {e.Previous} {e.Time} {e.Signer} {Encoding.UTF8.GetString(e.Body.AsSpan())} {e.Hash} {Convert.ToHexStringLower(e.Signature.AsSpan())}";

    private static ByteString Bytes(int count) => ByteString.CopyFrom([.. Enumerable.Range(1, count).Select(i => (byte)i)]);
}
