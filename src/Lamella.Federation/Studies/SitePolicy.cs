using System.Collections.Immutable;

namespace Lamella.Federation.Studies;

/// <summary>
/// What a hospital allows, whatever a coordinator or a person at the hospital asks: its word is last. What it does not name is not allowed.
/// A text in a list may have <c>*</c> for any run of letters.
/// </summary>
public sealed record SitePolicy
{
    /// <summary>Coordinators that may be worked with, host:port.</summary>
    public required ImmutableArray<string> Coordinators { get; init; }

    /// <summary>Studies by short name or hash.</summary>
    public required ImmutableArray<string> Studies { get; init; }

    /// <summary>Purposes, as they are proposed.</summary>
    public required ImmutableArray<string> Purposes { get; init; }

    /// <summary>Names of those who may approve.</summary>
    public required ImmutableArray<string> Approvers { get; init; }

    /// <summary>Accounts of this machine that may approve.</summary>
    public required ImmutableArray<string> Accounts { get; init; }

    /// <summary>How many different people, with accounts of their own, must approve: 1 or 2.</summary>
    public int Persons { get; init; } = 1;

    /// <summary>Figures about patients that may leave beside weights (<see cref="SiteMetrics"/>).</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];

    /// <summary>Fewest patients that a figure of the study's reports may rest on.</summary>
    public int SmallestCell { get; init; } = 5;

    /// <summary>Fewest training patients behind an update.</summary>
    public long MinimumPatients { get; init; } = 10;

    /// <summary>Fewest patients that an update sees: those of a step times its steps.</summary>
    public long MinimumSamples { get; init; } = 50;

    /// <summary>Most numbers of the model that travels.</summary>
    public long MaximumParameters { get; init; } = 10_000_000;

    /// <summary>Most bytes of one update.</summary>
    public long RoundBytes { get; init; } = 100_000_000;

    /// <summary>Most bytes of all updates of a study.</summary>
    public long StudyBytes { get; init; } = 10_000_000_000;

    /// <summary>Fewest sites that the coordinator may see an update together with; 1: it may see this site's alone.</summary>
    public int MinimumSites { get; init; } = 1;

    /// <summary>Whether the coordinator may be told how many patients a check found.</summary>
    public bool TellsCounts { get; init; }

    /// <summary>Local time of day from which work may begin; null with <see cref="Until"/>: at any time.</summary>
    public TimeOnly? From { get; init; }

    /// <summary>Local time of day until which work may begin; before <see cref="From"/>: over midnight.</summary>
    public TimeOnly? Until { get; init; }

    /// <summary>Most processors of the machine that work may use at once; null: all that the site may use.</summary>
    public int? Cores { get; init; }

    /// <summary>Days after a study's end at the site after which the site purges its data by itself; null: it keeps them until a person does.</summary>
    public int? Retention { get; init; }

    /// <summary>Most bytes a second that files of rounds take of the hospital's line, either way; null: what the line gives.</summary>
    public long? Bandwidth { get; init; }
}
