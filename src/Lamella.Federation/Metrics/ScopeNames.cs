using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>Names of the sets of test patients a metric is computed on.</summary>
public static class ScopeNames
{
    /// <summary>The test patients of all sites together.</summary>
    public const string Pooled = "pooled";

    /// <summary>
    /// Each training site's own value on its own test patients, averaged with all sites counting the same: what a deployed study has instead of
    /// <see cref="Pooled"/>.
    /// </summary>
    public const string MeanOfSites = "mean-of-sites";

    private const string SitePrefix = "site:";

    /// <summary>The test patients of one site.</summary>
    public static string Site(SiteId site) => SitePrefix + site;

    /// <summary>The site of a scope; null for the others.</summary>
    public static string? SiteOf(string scope) => scope.StartsWith(SitePrefix, StringComparison.Ordinal) ? scope[SitePrefix.Length..] : null;
}
