using System.Text.RegularExpressions;
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
/// what cannot be taken is told in the ledger, once for each site and kind of reason and without a word or number of the sender's, so that nobody can
/// fill it or write in it. Whatever the bytes are, there is a reply.
/// </summary>
internal sealed partial class StatementDesk
{
    /// <summary>Most bytes of a statement; a site's longest, an approval, is far below.</summary>
    public const int MostBody = 64 * 1024;

    /// <summary>Most bytes of a signature.</summary>
    public const int MostSignature = 1024;

    private const string AgainstTheRules = "it breaks the rules of the federation or of a study";

    private readonly CoordinatorLedger ledger;
    private readonly ISignatureScheme scheme;
    private readonly IBlobStore blobs;
    private readonly HashSet<(SiteId, string, string)> told = [];

    /// <summary>A desk of a ledger that has not been replayed: what an earlier start told is not told again.</summary>
    public StatementDesk(CoordinatorLedger ledger, ISignatureScheme scheme, IBlobStore blobs)
    {
        (this.ledger, this.scheme, this.blobs) = (ledger, scheme, blobs);
        var others = ledger.Told;
        ledger.Told = (e, state) =>
        {
            if (e is StatementRefused refused)
                told.Add((refused.Site, refused.Code, refused.Reason));
            others?.Invoke(e, state);
        };
    }

    /// <summary>Takes a statement in, or says why not.</summary>
    public StatementReply Take(SiteId site, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        var standing = ledger.State.Sites.GetValueOrDefault(site);
        var next = (standing?.Statements ?? 0) + 1;
        if (standing is null or { IsRemoved: true })
            return new StatementReply(StatementReplyKind.Refused, next, ErrorCodes.StatementInvalid, "the site's identity does not count");
        if (Read(site, standing.PublicKey, body, signature, out var wrong) is not { } signed)
            return Refuse(site, next, ErrorCodes.StatementInvalid, wrong);

        var statement = signed.Statement;
        if (statement.Number < next)
            return new StatementReply(StatementReplyKind.Taken, next);
        if (statement.Number > next)
            return new StatementReply(StatementReplyKind.OutOfOrder, next);
        if (statement.Seen.Index < (standing.Seen?.Index ?? -1) || ledger.HashAt(statement.Seen.Index) != statement.Seen.Hash)
            return Refuse(site, next, ErrorCodes.LedgerForked, "it saw another entry than this ledger has, or an earlier one than before");
        if (statement is UpdateSubmitted update && !blobs.Contains(update.Update))
            return new StatementReply(StatementReplyKind.SendFile, next);
        try
        {
            ledger.Take(signed);
            return new StatementReply(StatementReplyKind.Taken, next + 1);
        }
        catch (LamellaException fault) when (fault.Code is ErrorCodes.StatementInvalid or ErrorCodes.LedgerBroken)
        {
            return Refuse(site, next, ErrorCodes.StatementInvalid, AgainstTheRules, fault.Fault);
        }
        catch (OverflowException)
        {
            return Refuse(site, next, ErrorCodes.StatementInvalid, AgainstTheRules);
        }
    }

    /// <summary>Tells a refusal in the ledger, unless it was told before; numbers in the reason are left out.</summary>
    public void RefuseOnce(SiteId site, string code, string reason)
    {
        var kind = Numbers().Replace(reason, "");
        // The ledger remembers for the desk once the entry is durable.
        if (!told.Contains((site, code, kind)))
            ledger.Append(new StatementRefused(site, code, kind));
    }

    /// <param name="site">The site.</param>
    /// <param name="next">Number of the statement that is due.</param>
    /// <param name="code">Stable code.</param>
    /// <param name="kind">The kind of reason, in the coordinator's own words.</param>
    /// <param name="detail">What only the sender is told: it may repeat what the sender wrote.</param>
    private StatementReply Refuse(SiteId site, long next, string code, string kind, string? detail = null)
    {
        RefuseOnce(site, code, kind);
        return new StatementReply(StatementReplyKind.Refused, next, code, detail ?? kind);
    }

    private SignedStatement? Read(SiteId site, string publicKey, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature, out string wrong)
    {
        wrong = "it is longer than a statement may be";
        if (body.Length > MostBody || signature.Length > MostSignature)
            return null;
        wrong = "it is not signed with the site's key";
        if (!scheme.Verify(publicKey, Convert.FromHexString(LedgerHash.OfContent(Signer.Of(site), body)), signature))
            return null;
        wrong = "it is no statement that this version knows";
        LedgerEvent e;
        try
        {
            e = EventEncoding.Decode(body);
        }
        catch (LamellaException)
        {
            return null;
        }

        wrong = "it is not for the site to say";
        return e is SiteStatement statement && statement.Site == site ? new SignedStatement(statement, [.. body], [.. signature]) : null;
    }

    [GeneratedRegex(" ?-?[0-9]+")]
    private static partial Regex Numbers();
}
