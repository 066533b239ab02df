using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>What it takes to close a round; all of it must hold.</summary>
public sealed record QuorumSpec
{
    /// <summary>Least number of contributing sites; 0: all training sites.</summary>
    public int Sites { get; init; }

    /// <summary>Least share of all approved training patients that the contributing sites must hold, above 0 and up to 1; null: any.</summary>
    public double? SampleShare { get; init; }

    /// <summary>Sites without which no round closes; null: none.</summary>
    public ImmutableArray<SiteId>? Required { get; init; }
}
