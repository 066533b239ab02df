using System.Collections.Immutable;

namespace Lamella.Site.Egress;

/// <summary>Every kind of message that leaves a site: a closed list, and the wire contract has no field beyond it.</summary>
public static class EgressKinds
{
    /// <summary>Trades a join code for a certificate.</summary>
    public static EgressKind Join { get; } = new("join", "protocol versions, name of the site, secret of the join code, certificate request with the public key", 4 << 10, false);

    /// <summary>Asks for a new certificate.</summary>
    public static EgressKind Renew { get; } = new("renew", "certificate request with the public key", 4 << 10, false);

    /// <summary>Opens a line.</summary>
    public static EgressKind Hello { get; } = new("hello", "protocol versions, program version, head of the site's copy of the ledger", 512, true);

    /// <summary>A sign of life.</summary>
    public static EgressKind Report { get; } = new("report", "head of the site's copy of the ledger; run, round, step and number of steps at work", 1 << 10, true);

    /// <summary>Asks for a file of a round.</summary>
    public static EgressKind Request { get; } = new("request", "hash of a model or update, offset", 128, true);

    /// <summary>Something the site says for the ledger, signed.</summary>
    public static EgressKind Statement { get; } = new("statement", "one entry of the ledger as docs/ledger.md lists them, signature", 256 << 10, false);

    /// <summary>Weights.</summary>
    public static EgressKind Update { get; } = new("update", "difference of the shared weights to the published model; control variates or column sums where the protocol has them", long.MaxValue, false);

    /// <summary>All of them.</summary>
    public static ImmutableArray<EgressKind> All { get; } = [Join, Renew, Hello, Report, Request, Statement, Update];
}
