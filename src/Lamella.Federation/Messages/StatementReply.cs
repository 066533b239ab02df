namespace Lamella.Federation.Messages;

/// <summary>What the coordinator answers to a statement.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Next">Number of the statement that is due next.</param>
/// <param name="Code">Stable code when refused; empty otherwise.</param>
/// <param name="Reason">Why it is refused; empty otherwise.</param>
public sealed record StatementReply(StatementReplyKind Kind, long Next, string Code = "", string Reason = "");

/// <summary>What became of a statement.</summary>
public enum StatementReplyKind
{
    /// <summary>It is in the ledger, now or from before.</summary>
    Taken,

    /// <summary>The file it names is not there yet.</summary>
    SendFile,

    /// <summary>Another number is due.</summary>
    OutOfOrder,

    /// <summary>It cannot be taken, now or later.</summary>
    Refused,

    /// <summary>The coordinator cannot write at the moment; to be sent again.</summary>
    TryLater,
}
