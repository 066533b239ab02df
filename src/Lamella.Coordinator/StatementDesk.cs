using System.Globalization;
using Lamella.Coordinator.Storage;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Messages;
using Lamella.Federation.Studies;
using Lamella.Storage.Blobs;

namespace Lamella.Coordinator;

/// <summary>
/// Where sites' statements are taken in: signed by the site, in order, about this very ledger, and within the rules. What comes twice is taken once;
/// what cannot be taken is told in the ledger, once for each reason, so that nobody can fill it.
/// </summary>
internal sealed class StatementDesk(CoordinatorLedger ledger, ISignatureScheme scheme, IBlobStore blobs)
{
    private readonly HashSet<(SiteId, string, string)> told = [];

    /// <summary>Takes a statement in, or says why not.</summary>
    public StatementReply Take(SiteId site, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        var standing = ledger.State.Sites.GetValueOrDefault(site);
        var next = (standing?.Statements ?? 0) + 1;
        if (standing is null or { IsRemoved: true })
            return new StatementReply(StatementReplyKind.Refused, next, ErrorCodes.StatementInvalid, "the site's identity does not count");

        SignedStatement signed;
        try
        {
            signed = Read(site, standing.PublicKey, body, signature);
        }
        catch (LamellaException fault)
        {
            return Refuse(site, next, fault.Code, fault.Fault);
        }

        var statement = signed.Statement;
        if (statement.Number < next)
            return new StatementReply(StatementReplyKind.Taken, next);
        if (statement.Number > next)
            return new StatementReply(StatementReplyKind.OutOfOrder, next);
        if (statement.Seen.Index < (standing.Seen?.Index ?? -1) || ledger.HashAt(statement.Seen.Index) != statement.Seen.Hash)
            return Refuse(site, next, ErrorCodes.LedgerForked, string.Create(CultureInfo.InvariantCulture, $"it saw another entry {statement.Seen.Index} than this ledger has, or an earlier one than before"));
        if (statement is UpdateSubmitted update && !blobs.Contains(update.Update))
            return new StatementReply(StatementReplyKind.SendFile, next);
        try
        {
            ledger.Take(signed);
            return new StatementReply(StatementReplyKind.Taken, next + 1);
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.StatementInvalid or ErrorCodes.LedgerBroken)
        {
            return Refuse(site, next, ErrorCodes.StatementInvalid, fault.Fault);
        }
    }

    /// <summary>Tells a refusal in the ledger, unless it was told before.</summary>
    public void RefuseOnce(SiteId site, string code, string reason)
    {
        if (told.Add((site, code, reason)))
            ledger.Append(new StatementRefused(site, code, reason));
    }

    private StatementReply Refuse(SiteId site, long next, string code, string reason)
    {
        RefuseOnce(site, code, reason);
        return new StatementReply(StatementReplyKind.Refused, next, code, reason);
    }

    private SignedStatement Read(SiteId site, string publicKey, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        if (!scheme.Verify(publicKey, Convert.FromHexString(LedgerHash.OfContent(Signer.Of(site), body)), signature))
            throw Invalid("it is not signed with the site's key");
        LedgerEvent e;
        try
        {
            e = EventEncoding.Decode(body);
        }
        catch (LamellaException)
        {
            throw Invalid("it is no statement that this version knows");
        }

        if (e is not SiteStatement statement || statement.Site != site)
            throw Invalid("it is not for the site to say");
        return EventEncoding.Encode(statement).AsSpan().SequenceEqual(body) ? new SignedStatement(statement, [.. body], [.. signature]) : throw Invalid("it is not in canonical form");
    }

    private static LamellaException Invalid(string why) => new(ErrorCodes.StatementInvalid, why, "Start the site's program again.");
}
