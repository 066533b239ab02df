using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Transport.Mapping;

/// <summary>Between what the rules speak of and what crosses the line. Whatever does not fit is <see cref="ErrorCodes.MessageUnreadable"/>: nothing half understood gets in.</summary>
internal static class WireMapping
{
    private const int HashBytes = 32;

    public static Wire.Head ToWire(Head head) => new() { Index = head.Index, Hash = HashToWire(head.Hash) };

    public static Head FromWire(Wire.Head? head) => head is null ? throw Malformed("a head is missing")
        : head.Index < -1 ? throw Malformed("a head lies before the ledger") : new Head(head.Index, HashFromWire(head.Hash));

    public static Wire.Report ToWire(SiteReport report) => new()
    {
        Head = ToWire(report.Head),
        Work = report.Work is { } w ? new Wire.Work { Run = w.Run.ToText(), Round = w.Round, Step = w.Step, Steps = w.Steps } : null,
    };

    public static SiteReport FromWire(SiteId site, Wire.Report report) => new(
        site, FromWire(report.Head), report.Work is { } w ? new WorkProgress(RunOf(w.Run), w.Round, AtLeastZero(w.Step), AtLeastZero(w.Steps)) : null);

    public static Wire.Statement ToWire(SignedStatement statement) => new() { Number = statement.Statement.Number, Body = Share(statement.Body), Signature = Share(statement.Signature) };

    public static Wire.StatementReply ToWire(long number, StatementReply reply) => new()
    {
        Number = number,
        Kind = (Wire.StatementReply.Types.Kind)((int)reply.Kind + 1),
        Next = reply.Next,
        Code = reply.Code,
        Reason = reply.Reason,
    };

    /// <summary>Kinds of a newer version are tried again later: the statement stays with the site.</summary>
    public static (long Number, StatementReply Reply) FromWire(Wire.StatementReply reply) => (
        reply.Number,
        new StatementReply(Enum.IsDefined((StatementReplyKind)((int)reply.Kind - 1)) ? (StatementReplyKind)((int)reply.Kind - 1) : StatementReplyKind.TryLater, reply.Next, reply.Code, reply.Reason));

    public static Wire.Entries ToWire(IEnumerable<LedgerEntry> entries) => new()
    {
        Entries_ =
        {
            entries.Select(e => new Wire.Entry
            {
                Index = e.Index,
                Previous = HashToWire(e.Previous),
                Time = e.Time,
                Signer = e.Signer.ToString(),
                Body = Share(e.Body),
                Hash = HashToWire(e.Hash),
                Signature = Share(e.Signature),
            }),
        },
    };

    public static IReadOnlyList<LedgerEntry> FromWire(Wire.Entries entries) =>
    [
        .. entries.Entries_.Select(e => new LedgerEntry(
            e.Index, HashFromWire(e.Previous), e.Time, Signer.Parse(e.Signer) ?? throw Malformed("an entry has no signer"), [.. e.Body.Span], HashFromWire(e.Hash), [.. e.Signature.Span])),
    ];

    public static ByteString HashToWire(string hash) => ByteString.CopyFrom(Convert.FromHexString(hash));

    public static string HashFromWire(ByteString hash) => hash.Length == HashBytes ? Convert.ToHexStringLower(hash.Span) : throw Malformed("a hash does not have 32 bytes");

    public static LamellaException Malformed(string why) => new(ErrorCodes.MessageUnreadable, $"A message cannot be understood: {why}.", "Compare the versions of both programs.");

    private static long AtLeastZero(long value) => value >= 0 ? value : throw Malformed("a count is negative");

    private static RunId RunOf(string text) => RunId.Parse(text) ?? throw Malformed("a run has no id");

    /// <summary>Immutable bytes need no copy.</summary>
    private static ByteString Share(ImmutableArray<byte> bytes) => UnsafeByteOperations.UnsafeWrap(ImmutableCollectionsMarshal.AsArray(bytes));
}
