using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Catalogue;
using Lamella.Protocols;

namespace Lamella.Site.Cohorts;

/// <summary>
/// A hospital's own table and bags under a name: what a study is checked against and approved with. Nothing of it leaves the hospital; the ledger is told
/// a <see cref="CohortFingerprint"/>.
/// </summary>
public sealed record SiteCohort
{
    /// <summary>Its name at this hospital: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The map as it was read when the cohort was added; what becomes of its file later does not matter.</summary>
    public required string MapText { get; init; }

    /// <summary>The file the map was read from, for messages.</summary>
    public required string MapFile { get; init; }

    /// <summary>Folder that the map's paths start at, in full.</summary>
    public required string Folder { get; init; }

    /// <summary>The first table, in the place of the one that the map names; null: the map's.</summary>
    public string? Table { get; init; }

    /// <summary>The store of slides, or a plain folder of bags, in the place of what the map names; null: the map's.</summary>
    public string? Store { get; init; }

    /// <summary>32 random bytes in lower-case hex that never leave: without them nobody can try out what the fingerprint stands for.</summary>
    public required string Salt { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset Added { get; init; }

    /// <summary>Patients who are left out, in the order in which they were.</summary>
    public ImmutableArray<CohortExclusion> Exclusions { get; init; } = [];

    /// <summary>The map with paths in full, without the patients who are left out.</summary>
    /// <exception cref="LamellaException">This version does not take the map any more (<see cref="ErrorCodes.MapInvalid"/>).</exception>
    public SiteMap ToMap()
    {
        var map = MapReader.ParseOrThrow(MapText, MapFile);
        var (bags, slides) = Store is null ? (map.Bags, map.Slides) : SlideStore.IsOne(Store) ? SlideStore.MapOf(Store) : (Store, map.Slides);
        return map with
        {
            Tables = [.. map.Tables.Select((t, i) => t with { File = Path.GetFullPath(i == 0 && Table is not null ? Table : t.File, Folder) })],
            Slides = slides is null ? null : slides with { File = Path.GetFullPath(slides.File, Folder) },
            Bags = bags.Length > 0 ? Path.GetFullPath(bags, Folder) : "",
            Without = [.. Exclusions.Select(e => e.Patient)],
        };
    }
}
