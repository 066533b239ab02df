using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Reporting;

/// <summary>The model with what several parts of the report look up in it.</summary>
internal sealed class ReportView
{
    private readonly Dictionary<string, string> siteNames;

    public ReportView(ReportModel model)
    {
        Model = model;
        siteNames = model.Protocol.Sites.ToDictionary(s => s.Id.Value, s => s.Name.Length > 0 ? s.Name : s.Id.Value, StringComparer.Ordinal);
        Arms = [.. model.Comparisons.Summaries
            .Where(s => s.Scope == MainScope)
            .OrderBy(s => s.Arm switch { ArmNames.Federated => 0, ArmNames.Ensemble => 1, ArmNames.Pooled => 3, _ => 2 })];
        var ran = Arms.Where(a => a.Arm == ArmNames.Federated).Select(a => a.Strategy).ToHashSet();
        Main = model.Protocol.Strategies.Select(s => s.Name).FirstOrDefault(ran.Contains);
        BestLocal = Comparison(StudyComparisons.BestLocal)?.Arm
            ?? Arms.Where(a => ArmNames.SiteOf(a.Arm) is not null && a.Mean is not null).MaxBy(a => a.Mean)?.Arm;
    }

    public ReportModel Model { get; }

    /// <summary>Where a deployed study was run; null for a simulation.</summary>
    public Deployment? Deployment => Model.Deployment;

    /// <summary>The scope that arms are compared on: all test patients, or the mean of the sites where no one has them all.</summary>
    public string MainScope => Deployment is null ? ScopeNames.Pooled : ScopeNames.MeanOfSites;

    public StudyProtocol Protocol => Model.Protocol;

    /// <summary>Each arm on the main scope, federated first.</summary>
    public IReadOnlyList<ArmSummary> Arms { get; }

    /// <summary>
    /// The strategy the summary speaks of: the first the protocol lists, chosen before any result was seen; null when none ran. Taking the best
    /// after the fact would flatter it.
    /// </summary>
    public string? Main { get; }

    /// <summary>The best local arm; null when none ran.</summary>
    public string? BestLocal { get; }

    /// <summary>Key of the primary metric.</summary>
    public string Metric => Model.Comparisons.Metric;

    /// <summary>Name of the primary metric.</summary>
    public string MetricName => Wording.Metric(Metric);

    /// <summary>Range a primary metric can take.</summary>
    public (double Floor, double Ceiling) MetricRange => Metric == MetricNames.R2 ? (-1, 1) : (0, 1);

    public ArmSummary? Summary(string arm, string? strategy, string scope) =>
        Model.Comparisons.Summaries.FirstOrDefault(s => s.Arm == arm && s.Strategy == strategy && s.Scope == scope);

    public ArmComparison? Comparison(string against, string? strategy = null) =>
        Model.Comparisons.Comparisons.FirstOrDefault(c => c.Against == against && c.Strategy == (strategy ?? Main));

    /// <summary>All comparisons of the main strategy with something.</summary>
    public IEnumerable<ArmComparison> Comparisons(string against) => Model.Comparisons.Comparisons.Where(c => c.Against == against && c.Strategy == Main);

    /// <summary>The arms drawn together in plots: main strategy, ensemble, best local, pooled, own models, as far as they ran.</summary>
    public IEnumerable<(string Arm, string? Strategy)> MainArms()
    {
        (string Arm, string? Strategy)?[] wanted = [
            Main is null ? null : (ArmNames.Federated, Main), (ArmNames.Ensemble, null), BestLocal is null ? null : (BestLocal, null), (ArmNames.Pooled, null), (ArmNames.OwnModels, null)];
        return wanted.OfType<(string Arm, string? Strategy)>().Where(w => Arms.Any(a => a.Arm == w.Arm && a.Strategy == w.Strategy));
    }

    /// <summary>The predictions that plots of single patients' outcomes use: the first of the main arms, under its first seed.</summary>
    public PredictionTable? MainPredictions() => Tables(MainArms().FirstOrDefault()).FirstOrDefault();

    public IEnumerable<PredictionTable> Tables((string Arm, string? Strategy) arm) =>
        Model.Predictions.Where(p => p.Arm == arm.Arm && p.Strategy == arm.Strategy).OrderBy(p => p.Seed);

    public string SiteName(string site) => siteNames.GetValueOrDefault(site, site);

    public string ArmName(string arm, string? strategy) => arm switch
    {
        ArmNames.Federated => Model.Protocol.Strategies.Length > 1 ? $"Federated ({strategy})" : "Federated",
        ArmNames.Ensemble => "Ensemble of local models",
        ArmNames.Pooled => "All data pooled",
        ArmNames.OwnModels => "Each hospital's own model",
        _ => ArmNames.SiteOf(arm) is { } site ? $"{SiteName(site)} alone" : arm,
    };

    /// <summary>Kind of an arm, as the style names it.</summary>
    public static string Kind(string arm) => arm is ArmNames.Federated or ArmNames.Ensemble or ArmNames.Pooled ? arm : "local";

    /// <summary>The scopes of the report with their names: the main scope, then the sites.</summary>
    public IEnumerable<(string Scope, string Name)> Scopes() =>
        [(MainScope, Deployment is null ? "All test patients" : "Mean of the hospitals"), .. Protocol.Sites.OrderBy(s => s.Id).Select(s => (ScopeNames.Site(s.Id), ScopeName(s)))];

    private string ScopeName(SiteSpec site) => SiteName(site.Id.Value) + (site.Role == SiteRole.External ? " (external)" : "");
}
