using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>What became of a site in a round. A closed set; nothing is hidden in a log.</summary>
public enum ParticipationKind
{
    /// <summary>Invited, and nothing heard.</summary>
    Invited,

    /// <summary>Began to train, and nothing more was heard before the round closed.</summary>
    Started,

    /// <summary>Its update was still being judged when the round closed, or came after.</summary>
    Late,

    /// <summary>Its update counts.</summary>
    Contributed,

    /// <summary>Its update was refused, or it failed; the reason says why.</summary>
    Excluded,
}

/// <summary>A site's part in a round.</summary>
/// <param name="Site">The site.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Samples">Training patients behind its update; 0 unless contributed.</param>
/// <param name="Reason">Code and reason when excluded or late; empty otherwise.</param>
/// <param name="BytesIn">Bytes the site received.</param>
/// <param name="BytesOut">Bytes the site sent.</param>
public sealed record Participation(SiteId Site, ParticipationKind Kind, long Samples, string Reason, long BytesIn, long BytesOut);
