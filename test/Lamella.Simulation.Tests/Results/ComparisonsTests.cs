using Lamella.Federation.Studies;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Tests.Results;

public class ComparisonsTests
{
    private static readonly BinaryTask Task = new("y", "yes");

    [Fact]
    public void Each_strategy_is_compared_with_best_local_ensemble_and_pooled()
    {
        var protocol = ExampleStudies.Protocol(Task);
        var comparisons = Comparisons.Compute(protocol, ExampleStudies.Predictions(protocol));
        Assert.Equal(
            [("fedavg", "best-local"), ("fedavg", "ensemble"), ("fedavg", "pooled"), ("fedprox", "best-local"), ("fedprox", "ensemble"), ("fedprox", "pooled")],
            comparisons.Comparisons.Select(c => (c.Strategy, c.Against)));
        var best = comparisons.Summaries.Where(s => s.Scope == "pooled" && s.Arm.StartsWith("local:", StringComparison.Ordinal)).MaxBy(s => s.Mean)!;
        Assert.Equal(best.Arm, comparisons.Comparisons[0].Arm);
        var federated = comparisons.Summaries.Single(s => s.Scope == "pooled" && s.Strategy == "fedavg");
        Assert.Equal(federated.Mean!.Value - best.Mean!.Value, comparisons.Comparisons[0].Mean!.Value, 12);
        Assert.InRange(comparisons.Comparisons[0].Mean!.Value, comparisons.Comparisons[0].Low!.Value, comparisons.Comparisons[0].High!.Value);
        Assert.Equal(protocol.Seeds, comparisons.Comparisons[0].PerSeed.Select(p => p.Seed));
        Assert.Equal(180, comparisons.Comparisons[0].N);
    }

    [Fact]
    public void A_summary_agrees_with_the_runs()
    {
        var protocol = ExampleStudies.Protocol(Task, seeds: 2);
        var predictions = ExampleStudies.Predictions(protocol, testPerSite: 30);
        var runs = ExampleStudies.Results(protocol, predictions).Runs;
        foreach (var summary in Comparisons.Compute(protocol, predictions).Summaries)
        {
            var values = runs.Where(r => (r.Arm, r.Strategy) == (summary.Arm, summary.Strategy)).Select(r => r.Metrics.Single(m => m.Scope == summary.Scope && m.Name == "auc").Value!.Value);
            Assert.Equal(values.Average(), summary.Mean!.Value, 12);
        }
    }

    [Fact]
    public void A_small_cell_is_withheld_and_says_so()
    {
        var protocol = ExampleStudies.Protocol(Task, minimumCell: 1000, seeds: 1);
        var comparisons = Comparisons.Compute(protocol, ExampleStudies.Predictions(protocol, testPerSite: 10));
        Assert.All(comparisons.Summaries, s => Assert.True(s.Mean is null && s.Withheld is not null));
        Assert.All(comparisons.Comparisons, c => Assert.Null(c.Mean));
    }

    [Fact]
    public void Without_local_arms_there_is_no_best_local()
    {
        var protocol = ExampleStudies.Protocol(Task, seeds: 1);
        var comparisons = Comparisons.Compute(protocol, [.. ExampleStudies.Predictions(protocol).Where(p => p.Arm is "federated" or "pooled")]);
        Assert.All(comparisons.Comparisons, c => Assert.Equal("pooled", c.Against));
    }

    [Fact]
    public void The_same_predictions_give_the_same_intervals_whatever_their_order()
    {
        var protocol = ExampleStudies.Protocol(Task, seeds: 2);
        var tables = ExampleStudies.Predictions(protocol, testPerSite: 20);
        var again = tables.Select(t => t with { Rows = [.. t.Rows.Reverse()] }).ToArray();
        Assert.Equal(Comparisons.Compute(protocol, tables).Summaries, Comparisons.Compute(protocol, again).Summaries);
        Assert.Equal(Scoring.Evaluate(protocol, tables[0]), Scoring.Evaluate(protocol, again[0]));
    }
}
