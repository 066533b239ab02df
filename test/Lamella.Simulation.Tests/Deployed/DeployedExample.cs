using System.Collections.Immutable;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.Simulation.Tests.Deployed;

/// <summary>
/// A deployed study as a ledger: three hospitals that train, one that tests, two strategies under two seeds. The joint model gains .1, .05 and -.02 in AUC, and
/// .01 more under the second seed.
/// </summary>
internal sealed class DeployedExample
{
    public static readonly SiteId North = new("north"), Port = new("port"), River = new("river"), Valley = new("valley");

    private static readonly Dictionary<SiteId, (double Own, double Gain, int Patients)> Hospitals = new()
    {
        [North] = (0.70, 0.10, 40),
        [Port] = (0.80, 0.05, 60),
        [River] = (0.86, -0.02, 120),
        [Valley] = (0.77, 0, 50),
    };

    public DeployedExample(int seeds = 2, int minimumCell = 5)
    {
        var example = ExampleStudies.Protocol(new BinaryTask("y", "yes"), sites: 4, minimumCell: minimumCell, seeds: seeds);
        Protocol = example with { Training = example.Training with { Rounds = 6 }, Caution = "" };
        Ledger = new ToldLedger("Four rivers", Hospitals.Keys.Order());
        Study = Ledger.Propose(Protocol, Hospitals.Keys.Order());
        foreach (var run in Runs)
            Ledger.Run(run);
    }

    public StudyProtocol Protocol { get; }

    public ToldLedger Ledger { get; }

    public string Study { get; }

    public IEnumerable<RunId> Runs => from strategy in Protocol.Strategies from seed in Protocol.Seeds select new RunId(Study, strategy.Name, seed);

    /// <summary>What the ledger's sites are asked for by now, answered.</summary>
    /// <param name="sites">Who answers.</param>
    /// <param name="withheld">Who withholds.</param>
    public DeployedExample Score(IEnumerable<SiteId> sites, SiteId? withheld = null)
    {
        foreach (var site in sites)
        {
            while (SiteRules.Scorings(Ledger.State, site, Ledger.Time) is { IsEmpty: false } orders)
            {
                foreach (var arm in orders[0].Arms)
                    Say(site, orders[0], arm, site == withheld);
            }
        }

        return this;
    }

    private void Say(SiteId site, ScoreOrder order, string arm, bool withheld)
    {
        var (own, gain, patients) = Hospitals[site];
        var bySeed = 0.01 * (order.Run.Seed - Protocol.Seeds[0]);
        var auc = arm == ScoredArms.Local ? own : own + gain + bySeed;
        var model = arm == ScoredArms.Federated ? order.ModelSha256 : ToldLedger.Blob($"{site} {order.Run.Seed}");
        ImmutableArray<ScoredMetric> metrics = withheld ? [] : [.. MetricSet.For(Protocol.Task).Metrics.Select((m, i) => i == 0
            ? new ScoredMetric(m.Name, auc, auc - 0.07, auc + 0.06)
            : new ScoredMetric(m.Name, 0.5 + (0.02 * i), 0.4, 0.7))];
        Ledger.Say(site, (number, seen) => new ModelScored(site, number, seen, order.Run, arm, model, withheld ? 0 : patients, withheld ? "fewer than 5 patients of a class" : "", metrics));
    }
}
