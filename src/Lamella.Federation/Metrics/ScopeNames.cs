using Lamella.Federation.Studies;

namespace Lamella.Federation.Metrics;

/// <summary>Names of the sets of test patients a metric is computed on.</summary>
public static class ScopeNames
{
    /// <summary>The test patients of all sites together.</summary>
    public const string Pooled = "pooled";

    private const string SitePrefix = "site:";

    /// <summary>The test patients of one site.</summary>
    public static string Site(SiteId site) => SitePrefix + site;

    /// <summary>The site of a scope; null for the pooled one.</summary>
    public static string? SiteOf(string scope) => scope.StartsWith(SitePrefix, StringComparison.Ordinal) ? scope[SitePrefix.Length..] : null;
}
