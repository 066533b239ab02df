using Lamella.Federation.Ledger;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>A site as the federation knows it.</summary>
/// <param name="Site">The site.</param>
/// <param name="PublicKey">Its key.</param>
public sealed record SiteStanding(SiteId Site, string PublicKey)
{
    /// <summary>Whether its identity counts no longer.</summary>
    public bool IsRemoved => Removal is not null;

    /// <summary>Why its identity counts no longer; null while it counts.</summary>
    public string? Removal { get; init; }

    /// <summary>Number of statements it has made.</summary>
    public long Statements { get; init; }

    /// <summary>The head in its last statement; null before the first.</summary>
    public Head? Seen { get; init; }

    /// <summary>Why it is suspected; null when it is not.</summary>
    public string? Suspicion { get; init; }
}
