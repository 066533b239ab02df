using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Cohorts;
using Lamella.Protocols;

namespace Lamella.Cli.Verbs;

/// <summary>What <c>study check</c> found at one site.</summary>
/// <param name="Site">The site.</param>
/// <param name="Cohort">Its cohort under the study's first seed; null when it could not be read.</param>
/// <param name="Contract">Contract of its bags; null without bags.</param>
/// <param name="Fault">What is wrong; null when nothing is.</param>
internal sealed record SiteFinding(SiteSpec Site, Cohort? Cohort, FeatureContract? Contract, LamellaException? Fault)
{
    public static SiteFinding Of(string file, StudyProtocol protocol, SiteSpec site, string data)
    {
        Cohort? cohort = null;
        try
        {
            var (mapFile, folder) = SiteMapLocator.Find(file, protocol.Study, site.Id, data);
            var map = MapReader.ReadOrThrow(mapFile);
            cohort = CohortReader.Read(protocol, site.Id, map, folder, protocol.Seeds[0]);
            return new SiteFinding(site, cohort, protocol.Inputs.Bags is null ? null : ContractOf(protocol, site, map, folder, cohort), null);
        }
        catch (LamellaException fault)
        {
            return new SiteFinding(site, cohort, null, fault);
        }
    }

    private static FeatureContract ContractOf(StudyProtocol protocol, SiteSpec site, SiteMap map, string folder, Cohort cohort)
    {
        if (map.Bags.Length == 0)
            throw new LamellaException(ErrorCodes.MapInvalid, $"Site '{site.Id}': the study uses bags, the site's map names no folder of bags.", "Add bags: FOLDER to the map.");
        var store = BagStore.Open(Path.Combine(folder, map.Bags), new BagStoreOptions
        {
            Slides = SlideTable.Read(folder, map),
            MaxTiles = protocol.Inputs.Bags!.MaxTiles,
            Reading = new BagReadOptions { Declared = map.DeclaredContract },
        });
        return store.RequireOneContract([.. cohort.Train.Concat(cohort.Test).Select(p => p.Id)]);
    }
}
