using System.Collections.Immutable;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>What checking a whole ledger found.</summary>
/// <param name="Head">The last entry that holds.</param>
/// <param name="Scheme">Name of the signature scheme; empty where there is no first entry.</param>
/// <param name="ProvesIdentity">Whether its signatures say who signed.</param>
/// <param name="Sites">What each site has said up to there.</param>
/// <param name="State">The state after the last entry that holds.</param>
/// <param name="Flaw">The first entry that does not hold; null when all do.</param>
public sealed record LedgerVerdict(
    Head Head, string Scheme, bool ProvesIdentity, ImmutableSortedDictionary<SiteId, SiteVoice> Sites, FederationState State, LedgerFlawException? Flaw)
{
    /// <summary>Number of entries that hold.</summary>
    public long Entries => Head.Index + 1;

    /// <summary>Whether every entry holds.</summary>
    public bool Holds => Flaw is null;
}
