using Lamella.Federation.Metrics;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Metrics;

public class BootstrapTests
{
    private static readonly BinaryTask Task = new("y", "yes");

    [Fact]
    public void Draws_keep_the_size_of_each_stratum_and_repeat()
    {
        int[] strata = [0, 0, 0, 1, 1];
        var draws = new BootstrapDraws(3, "pooled", strata, 50);
        var again = new BootstrapDraws(3, "pooled", strata, 50);
        for (var r = 0; r < 50; r++)
        {
            Assert.Equal(3, draws.Counts(r)[0] + draws.Counts(r)[1] + draws.Counts(r)[2]);
            Assert.Equal(2, draws.Counts(r)[3] + draws.Counts(r)[4]);
            Assert.True(draws.Counts(r).SequenceEqual(again.Counts(r)));
        }
    }

    [Fact]
    public void Quantiles_are_interpolated_between_order_statistics()
    {
        var interval = Bootstrap.Percentile95([.. Enumerable.Range(0, 101).Select(i => (double)i).Reverse()])!.Value;
        Assert.Equal(2.5, interval.Low, 12);
        Assert.Equal(97.5, interval.High, 12);
    }

    [Fact]
    public void Too_many_undefined_replicates_give_no_interval()
    {
        Assert.Null(Bootstrap.Percentile95([1, 2, double.NaN, 4]));
        Assert.NotNull(Bootstrap.Percentile95([1, 2, 3, 4, 5, 6, 7, 8, 9, double.NaN]));
        Assert.Null(Bootstrap.Percentile95([]));
    }

    [Fact]
    public void The_interval_of_a_mean_is_as_wide_as_theory_says()
    {
        var stream = new RandomStream(1, "", "test", 0);
        var values = Enumerable.Range(0, 400).Select(_ => (float)stream.NextGaussian()).ToArray();
        var patients = new ScoredPatients(new float[400], values);
        var mae = MetricSet.For(new RegressionTask("y"))[MetricNames.Mae];
        var interval = Bootstrap.Percentile95(Bootstrap.Replicates(mae.Prepare(patients), new BootstrapDraws(1, "pooled", new int[400], 2000)))!.Value;
        // |x| of a standard normal has deviation sqrt(1 - 2/pi).
        var expected = 2 * 1.96 * Math.Sqrt((1 - (2 / Math.PI)) / 400);
        Assert.Equal(expected, interval.High - interval.Low, 0.15 * expected);
    }

    [Fact]
    public void Equal_arms_differ_by_nothing_and_a_better_arm_by_more()
    {
        var (ids, good, poor) = Arms(1);
        var metric = MetricSet.For(Task).Primary;
        var none = SeedBootstrap.Difference(Task, metric, [new(ids, good, good)], 1, 200);
        Assert.Equal(0, none.Mean);
        Assert.Equal(new Interval(0, 0), none.Interval);
        var some = SeedBootstrap.Difference(Task, metric, [new(ids, good, poor)], 1, 500);
        Assert.True(some.Interval!.Value.Low > 0, some.ToString());
        Assert.InRange(some.Mean!.Value, some.Interval.Value.Low, some.Interval.Value.High);
    }

    [Fact]
    public void Seeds_tested_on_the_same_patients_are_not_independent_evidence()
    {
        var (ids, good, poor) = Arms(1);
        var metric = MetricSet.For(Task).Primary;
        var one = SeedBootstrap.Difference(Task, metric, [new(ids, good, poor)], 1, 500);
        var four = SeedBootstrap.Difference(Task, metric, [.. Enumerable.Repeat(new PairedScores(ids, good, poor), 4)], 1, 500);
        Assert.Equal(one.Interval!.Value.Low, four.Interval!.Value.Low, 12);
        Assert.Equal(one.Interval!.Value.High, four.Interval!.Value.High, 12);
        Assert.Equal(4, four.PerSeed.Length);
    }

    [Fact]
    public void Seeds_with_other_test_patients_are_averaged()
    {
        var (ids, good, poor) = Arms(1);
        var (_, good2, poor2) = Arms(2);
        var metric = MetricSet.For(Task).Primary;
        var result = SeedBootstrap.Difference(Task, metric, [new(ids, good, poor), new([.. ids.Select(i => i + "'")], good2, poor2)], 1, 500);
        Assert.Equal(200, result.Patients);
        Assert.Equal(result.PerSeed.Average()!.Value, result.Mean!.Value, 12);
    }

    [Fact]
    public void The_mean_of_one_seed_is_its_value()
    {
        var (ids, good, _) = Arms(1);
        var metric = MetricSet.For(Task).Primary;
        var mean = SeedBootstrap.Mean(Task, metric, [new(ids, good)], 1, 500);
        Assert.Equal(metric.Compute(good), mean.Mean);
        Assert.InRange(mean.Mean!.Value, mean.Interval!.Value.Low, mean.Interval.Value.High);
    }

    [Fact]
    public void Without_seeds_nothing_is_said() => Assert.Null(SeedBootstrap.Difference(Task, MetricSet.For(Task).Primary, [], 1, 10).Mean);

    [Fact]
    public void Spread_is_mean_and_sample_deviation()
    {
        var spread = Spread.Of([1, null, 3]);
        Assert.Equal((2, 2.0, Math.Sqrt(2), 1.0, 3.0), (spread.Count, spread.Mean!.Value, spread.Deviation!.Value, spread.Least!.Value, spread.Greatest!.Value));
        Assert.Null(Spread.Of([5]).Deviation);
        Assert.Null(Spread.Of([null]).Mean);
    }

    private static (System.Collections.Immutable.ImmutableArray<string> Ids, ScoredPatients Good, ScoredPatients Poor) Arms(ulong seed)
    {
        var stream = new RandomStream(seed, "", "test", 0);
        var outcome = Enumerable.Range(0, 100).Select(i => (float)(i % 2)).ToArray();
        var good = outcome.Select(o => (float)(1 / (1 + Math.Exp(-(3 * (o - 0.5)) - stream.NextGaussian())))).ToArray();
        var poor = outcome.Select(_ => (float)stream.NextDouble()).ToArray();
        return ([.. Enumerable.Range(0, 100).Select(i => $"a/{i}")], new ScoredPatients(outcome, good), new ScoredPatients(outcome, poor));
    }
}
