using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>Names of arms as they stand in results: <c>local:{site}</c>, <c>ensemble</c>, <c>federated</c>, <c>pooled</c>; <c>local</c> for each site's own in a deployed study.</summary>
public static class ArmNames
{
    /// <summary>Mean of the local models' predictions.</summary>
    public const string Ensemble = "ensemble";

    /// <summary>Trained together; the strategy says how.</summary>
    public const string Federated = "federated";

    /// <summary>Trained on all sites' rows in one place; possible in simulation only.</summary>
    public const string Pooled = "pooled";

    /// <summary>Every site's own model on that site's own test patients, in a deployed study.</summary>
    public const string OwnModels = "local";

    private const string LocalPrefix = "local:";

    /// <summary>One site's model, trained on that site alone.</summary>
    public static string Local(SiteId site) => LocalPrefix + site;

    /// <summary>The site of a local arm; null for the other arms.</summary>
    public static string? SiteOf(string arm) => arm.StartsWith(LocalPrefix, StringComparison.Ordinal) ? arm[LocalPrefix.Length..] : null;
}
