using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Deployed;

/// <summary>
/// What sites said of models, as results and comparisons. Nothing is pooled, as no site saw another's patients: there are each site's own values and their
/// mean, in which every site counts the same. An interval stands only where a site gave one and it is of that very figure.
/// </summary>
internal sealed class DeployedFigures
{
    private readonly DeployedHistory history;
    private readonly StudyProtocol protocol;
    private readonly ImmutableArray<string> metrics;
    private readonly List<(string Strategy, DeployedRun[] Runs)> strategies;

    public DeployedFigures(DeployedHistory history)
    {
        (this.history, protocol) = (history, history.Study.Protocol);
        metrics = [.. MetricSet.For(protocol.Task).Metrics.Select(m => m.Name)];
        strategies = [.. history.Ended.GroupBy(r => r.Strategy).Select(g => (g.Key, g.ToArray()))];
        var scored = history.Ended.Where(r => history.Study.TrainingSites.Any(s => r.Joint(s) is not null)).ToList();
        Counted = scored.Count == 0 ? [] : [.. history.Study.TrainingSites.Where(site => scored.All(run =>
            Value(run.Joint(site)) is not null && (!protocol.Baselines.Local || Value(history.Own(site, run.Seed)) is not null)))];
    }

    /// <summary>
    /// Training sites that count in means: those that told the primary metric of every model that any of them was told of. Means of different models are
    /// thus over the same sites.
    /// </summary>
    public ImmutableArray<SiteId> Counted { get; }

    private string Primary => metrics[0];

    private IEnumerable<SiteId> Sites => protocol.Sites.Select(s => s.Id).Order();

    private ulong[] Seeds => [.. history.Ended.Select(r => r.Seed).Distinct().Order()];

    /// <summary>The content of results.json.</summary>
    public StudyResults Results() => new(protocol.Study, history.Study.Study, [.. Joint(), .. OwnMeans(), .. Own()]);

    /// <summary>The content of comparisons.json.</summary>
    public StudyComparisons Comparisons() => new(
        protocol.Study,
        history.Study.Study,
        Primary,
        [
            .. strategies.SelectMany(s => Summaries(ArmNames.Federated, s.Strategy, site => [.. s.Runs.Select(r => r.Joint(site))])),
            .. Summaries(ArmNames.OwnModels, null, site => [.. Seeds.Select(seed => history.Own(site, seed))]),
        ],
        [.. strategies.SelectMany(s => Differences(s.Strategy, s.Runs))]);

    private IEnumerable<RunResult> Joint() => strategies.SelectMany(s => s.Runs).Select(run => new RunResult
    {
        Arm = ArmNames.Federated,
        Strategy = run.Strategy,
        Seed = run.Seed,
        Rounds = run.State.Round,
        Seconds = (run.Ended - run.Opened ?? 0) / 1000.0,
        ModelSha256 = run.State.Model,
        Status = run.State.Status == RunStatus.CompletedDegraded ? "completed-degraded" : null,
        Metrics = [.. Means(run.Joint), .. Sites.SelectMany(site => Told(run.Joint(site)))],
    });

    private IEnumerable<RunResult> OwnMeans() =>
        from seed in Seeds
        let means = Means(site => history.Own(site, seed)).ToImmutableArray()
        where !means.IsEmpty
        select new RunResult { Arm = ArmNames.OwnModels, Seed = seed, Rounds = 0, Seconds = 0, Metrics = means };

    private IEnumerable<RunResult> Own() =>
        from site in Sites
        from seed in Seeds
        let own = history.Own(site, seed)
        where own is not null
        select new RunResult { Arm = ArmNames.Local(site), Seed = seed, Rounds = 0, Seconds = 0, ModelSha256 = own.Model, Metrics = [.. Told(own)] };

    private IEnumerable<MetricResult> Told(ModelScored? score)
    {
        if (score is null)
            return [];
        var (scope, n) = (ScopeNames.Site(score.Site), (int)score.Patients);
        return score.Withheld.Length > 0
            ? metrics.Select(m => new MetricResult(scope, m, null, null, null, n, score.Withheld))
            : score.Metrics.Select(m => new MetricResult(scope, m.Name, m.Value, m.Low, m.High, n));
    }

    private IEnumerable<MetricResult> Means(Func<SiteId, ModelScored?> scoreOf)
    {
        foreach (var metric in metrics)
        {
            var told = Counted.Select(scoreOf).Where(s => Value(s, metric) is not null).ToList();
            if (told.Count > 0)
                yield return new MetricResult(ScopeNames.MeanOfSites, metric, told.Average(s => Value(s, metric)), null, null, (int)told.Sum(s => s!.Patients), Sites: told.Count);
        }
    }

    private IEnumerable<ArmSummary> Summaries(string arm, string? strategy, Func<SiteId, ModelScored?[]> seedsOf)
    {
        var counted = Counted.Select(seedsOf).ToList();
        if (counted.Count > 0)
        {
            var means = Enumerable.Range(0, counted[0].Length).Select(i => Mean(counted.Select(c => c[i]))).ToList();
            var spread = Spread.Of(means);
            if (spread.Count > 0)
                yield return new ArmSummary(arm, strategy, ScopeNames.MeanOfSites, spread.Mean, spread.Deviation, null, null, spread.Count, counted.Sum(Patients), Sites: counted.Count);
        }

        foreach (var site in Sites)
        {
            var told = seedsOf(site).OfType<ModelScored>().ToList();
            if (told.Count > 0)
                yield return Summary(arm == ArmNames.OwnModels ? ArmNames.Local(site) : arm, strategy, site, told);
        }
    }

    private ArmSummary Summary(string arm, string? strategy, SiteId site, List<ModelScored> told)
    {
        var (scope, patients) = (ScopeNames.Site(site), Patients(told));
        if (told.FirstOrDefault(s => s.Withheld.Length > 0) is { } withheld)
            return new ArmSummary(arm, strategy, scope, null, null, null, null, 0, patients, withheld.Withheld);
        var spread = Spread.Of(told.Select(s => Value(s)));

        // Of a mean over seeds there is no interval: it would need the patients.
        var only = told.Count == 1 ? told[0].Metrics[0] : null;
        return new ArmSummary(arm, strategy, scope, spread.Mean, spread.Deviation, only?.Low, only?.High, spread.Count, patients);
    }

    private IEnumerable<ArmComparison> Differences(string strategy, DeployedRun[] runs)
    {
        double? Difference(DeployedRun run, SiteId site) => Value(run.Joint(site)) - Value(history.Own(site, run.Seed));

        ArmComparison? Compare(string arm, string scope, IReadOnlyList<SiteId> sites, int? count)
        {
            var perSeed = runs.Select(run => new SeedDifference(run.Seed, Average(sites.Select(s => Difference(run, s))))).ToImmutableArray();
            var spread = Spread.Of(perSeed.Select(d => d.Difference));
            return spread.Count == 0 ? null : new ArmComparison
            {
                Strategy = strategy,
                Against = StudyComparisons.OwnModel,
                Arm = arm,
                Scope = scope,
                Sites = count,
                Mean = spread.Mean,
                Sd = spread.Deviation,
                N = sites.Sum(s => Patients(runs.Select(r => r.Joint(s)))),
                PerSeed = perSeed,
            };
        }

        return [
            .. ((ArmComparison?[])[Compare(ArmNames.OwnModels, ScopeNames.MeanOfSites, Counted, Counted.Length),
            .. history.Study.TrainingSites.Select(s => Compare(ArmNames.Local(s), ScopeNames.Site(s), [s], null))]).OfType<ArmComparison>()];
    }

    private double? Value(ModelScored? score, string? metric = null) => score?.Metrics.FirstOrDefault(m => m.Name == (metric ?? Primary))?.Value;

    private double? Mean(IEnumerable<ModelScored?> scores) => Average(scores.Select(s => Value(s)));

    /// <summary>The mean, when every one is there: means over different sites are not compared.</summary>
    private static double? Average(IEnumerable<double?> values)
    {
        var all = values.ToList();
        return all.Count > 0 && all.All(v => v is not null) ? all.Average() : null;
    }

    private static int Patients(IEnumerable<ModelScored?> seeds) => (int)seeds.Max(s => s?.Patients ?? 0);
}
