using System.Collections.Immutable;

namespace Lamella.Site.Egress;

/// <summary>Every kind of message that leaves a site: a closed list, and the wire contract has no field beyond it.</summary>
public static class EgressKinds
{
    private static readonly ImmutableArray<EgressField> Versions = [new("lowest", "lowest version of the protocol it speaks"), new("highest", "highest version of it")];

    private static readonly ImmutableArray<EgressField> Head = [new("head.index", "last entry of the site's copy of the ledger"), new("head.hash", "hash of that entry")];

    private static readonly EgressField CertificateRequest = new("request", "certificate request with the site's public key");

    /// <summary>Trades a join code for a certificate.</summary>
    public static EgressKind Join { get; } = new("join", [.. Versions, new("site", "name of the site"), new("secret", "secret of the join code"), CertificateRequest], 4 << 10, false);

    /// <summary>Asks for a new certificate.</summary>
    public static EgressKind Renew { get; } = new("renew", [CertificateRequest], 4 << 10, false);

    /// <summary>Opens a line.</summary>
    public static EgressKind Hello { get; } = new("hello", [.. Versions, new("program", "version of the program"), .. Head], 512, true);

    /// <summary>A sign of life.</summary>
    public static EgressKind Report { get; } = new(
        "report",
        [.. Head, new("work.run", "run at work"), new("work.round", "its round"), new("work.step", "steps done"), new("work.steps", "steps in all")],
        1 << 10,
        true);

    /// <summary>Asks for a file of a round.</summary>
    public static EgressKind Request { get; } = new("request", [new("blob", "hash of a model or update"), new("offset", "from which byte on")], 128, true);

    /// <summary>Something the site says for the ledger, signed.</summary>
    public static EgressKind Statement { get; } = new(
        "statement", [new("number", "number of the statement"), new("body", "one entry of the ledger as docs/ledger.md lists them"), new("signature", "signature with the site's key")], 256 << 10, false);

    /// <summary>Weights.</summary>
    public static EgressKind Update { get; } = new(
        "update",
        [
            new("start.blob", "hash of the file"), new("start.offset", "from which byte on"), new("start.length", "its length"),
            new("data", "difference of the shared weights to the published model; control variates or column sums where the protocol has them"),
        ],
        long.MaxValue,
        false);

    /// <summary>All of them.</summary>
    public static ImmutableArray<EgressKind> All { get; } = [Join, Renew, Hello, Report, Request, Statement, Update];
}
