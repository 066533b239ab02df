using System.Collections.Concurrent;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Cohorts;

namespace Lamella.Site.Data;

/// <summary>A site's bags: opened once, their contract checked once, the same object for the same patient under every seed.</summary>
public sealed class SiteBags
{
    private readonly ConcurrentDictionary<string, StoredBag> bags = new(StringComparer.Ordinal);
    private readonly BagStore store;
    private readonly int maxTiles;

    private SiteBags(BagStore store, int maxTiles, FeatureContract contract)
    {
        this.store = store;
        this.maxTiles = maxTiles;
        Contract = contract;
    }

    /// <summary>The contract every bag of the site carries.</summary>
    public FeatureContract Contract { get; }

    /// <summary>Opens the site's bags and reads the headers of <paramref name="patients"/>; null: of all that have one.</summary>
    public static SiteBags Open(SiteId site, SiteSource source, BagInput input, ulong seed, IReadOnlyCollection<string>? patients)
    {
        if (source.Map.Bags.Length == 0)
            throw new LamellaException(ErrorCodes.MapInvalid, $"Site {site}: the study uses bags, {source.MapFile} names no folder of bags.", "Add 'bags: FOLDER' to the map.");
        var store = BagStore.Open(Path.Combine(source.Folder, source.Map.Bags), new BagStoreOptions
        {
            Slides = SlideTable.Read(source.Folder, source.Map),
            MaxTiles = input.MaxTiles,
            Seed = seed,
            Reading = new BagReadOptions { Declared = source.Map.DeclaredContract },
            CacheBytes = 0,
        });
        try
        {
            return new SiteBags(store, input.MaxTiles, store.RequireOneContract(patients ?? store.Patients));
        }
        catch (LamellaException fault)
        {
            throw new LamellaException(fault.Code, $"Site {site}: {fault.Fault}", fault.Remedy, fault);
        }
    }

    /// <summary>A patient's bag.</summary>
    public StoredBag Of(string patient) => bags.GetOrAdd(patient, id =>
    {
        var tiles = store.Headers(id).Sum(h => h.Count);
        return new StoredBag(store, id, maxTiles > 0 ? Math.Min(maxTiles, tiles) : tiles, Contract.Dimension);
    });
}
