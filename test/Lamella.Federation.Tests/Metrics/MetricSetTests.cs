using Lamella.Federation.Metrics;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Metrics;

public class MetricSetTests
{
    private static readonly BinaryTask Binary = new("y", "yes");
    private static readonly MulticlassTask Three = new("y", ["a", "b", "c"]);

    [Theory]
    [InlineData(MetricNames.Accuracy, 0.6)]
    [InlineData(MetricNames.Sensitivity, 2.0 / 3)]
    [InlineData(MetricNames.Specificity, 0.5)]
    [InlineData(MetricNames.BalancedAccuracy, 7.0 / 12)]
    [InlineData(MetricNames.Brier, (0.04 + 0.25 + 0.36 + 0.01 + 0.49) / 5)]
    [InlineData(MetricNames.Auc, 4.0 / 6)]
    public void Binary_by_hand(string name, double expected)
    {
        // .5 counts as positive: right for patient 2; patients 3 and 5 are wrong.
        var patients = new ScoredPatients([1, 1, 1, 0, 0], [0.8f, 0.5f, 0.4f, 0.1f, 0.7f]);
        Assert.Equal(expected, MetricSet.For(Binary).Compute(name, patients)!.Value, 6);
    }

    [Fact]
    public void Log_loss_is_minus_the_mean_log_of_what_happened() =>
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.9)) / 2, MetricSet.For(Binary).Compute(MetricNames.LogLoss, new ScoredPatients([1, 0], [0.8f, 0.1f]))!.Value, 6);

    [Fact]
    public void Calibration_error_weighs_the_gap_of_each_bin()
    {
        // Bin .2: two patients, one positive, gap .3 each; bin .9: one patient, gap .1.
        var patients = new ScoredPatients([1, 0, 1], [0.25f, 0.25f, 0.95f]);
        Assert.Equal(((2 * 0.25) + 0.05) / 3, MetricSet.For(Binary).Compute(MetricNames.CalibrationError, patients)!.Value, 6);
    }

    [Fact]
    public void Multiclass_by_hand()
    {
        var patients = new ScoredPatients([0, 1, 2, 2], [0.6f, 0.3f, 0.1f, 0.2f, 0.5f, 0.3f, 0.5f, 0.2f, 0.3f, 0.1f, 0.1f, 0.8f], 3);
        var metrics = MetricSet.For(Three);
        Assert.Equal(0.75, metrics.Compute(MetricNames.Accuracy, patients));
        Assert.Equal(2.5 / 3, metrics.Compute(MetricNames.BalancedAccuracy, patients)!.Value, 12);
        // Class a: .6 above .2 .5 .1; class b: .5 above .3 .2 .1; class c: .3 and .8 against .1 and .3, one tie.
        Assert.Equal((1 + 1 + 0.875) / 3, metrics.Compute(MetricNames.Auc, patients)!.Value, 12);
    }

    [Fact]
    public void Multiclass_without_patients_of_a_class_is_undefined()
    {
        var patients = new ScoredPatients([0, 1], [0.6f, 0.3f, 0.1f, 0.2f, 0.5f, 0.3f], 3);
        Assert.Null(MetricSet.For(Three).Compute(MetricNames.Auc, patients));
        Assert.Null(MetricSet.For(Three).Compute(MetricNames.BalancedAccuracy, patients));
        Assert.Equal(1, MetricSet.For(Three).Compute(MetricNames.Accuracy, patients));
    }

    [Fact]
    public void Regression_by_hand()
    {
        var patients = new ScoredPatients([1, 2, 3], [1, 3, 3]);
        var metrics = MetricSet.For(new RegressionTask("y"));
        Assert.Equal(1.0 / 3, metrics.Compute(MetricNames.Mae, patients)!.Value, 12);
        Assert.Equal(0.5, metrics.Compute(MetricNames.R2, patients)!.Value, 12);
        Assert.Null(metrics.Compute(MetricNames.R2, new ScoredPatients([2, 2], [1, 3])));
    }

    [Fact]
    public void Undefined_with_one_class_no_patients_or_numbers_that_are_not_finite()
    {
        var metrics = MetricSet.For(Binary);
        Assert.Null(metrics.Primary.Compute(new ScoredPatients([1, 1], [0.2f, 0.4f])));
        Assert.All(metrics.Metrics, m => Assert.Null(m.Compute(new ScoredPatients([], []))));
        Assert.All(metrics.Metrics, m => Assert.Null(m.Compute(new ScoredPatients([0, 1], [0.2f, float.NaN]))));
    }

    [Fact]
    public void Calibration_line_finds_slope_and_intercept()
    {
        var p = Enumerable.Repeat(0.2f, 10).Concat(Enumerable.Repeat(0.8f, 10)).ToArray();
        float[] Outcome(int low, int high) => [.. Enumerable.Range(0, 20).Select(i => i < 10 ? i < low ? 1f : 0f : i - 10 < high ? 1f : 0f)];
        var perfect = Calibration.Line(p, Outcome(2, 8))!.Value;
        Assert.Equal(1, perfect.Slope, 6);
        Assert.Equal(0, perfect.Intercept, 6);
        Assert.Equal(Math.Log(9) / Math.Log(4), Calibration.Line(p, Outcome(1, 9))!.Value.Slope, 1e-6);
        Assert.Null(Calibration.Line(p, Outcome(0, 10)));
        Assert.Null(Calibration.Line(p, Outcome(0, 0)));
    }

    [Fact]
    public void Calibration_groups_are_of_nearly_equal_size()
    {
        var p = Enumerable.Range(0, 23).Select(i => i / 23f).ToArray();
        var groups = Calibration.Groups(p, p.Select(x => x > 0.5f ? 1f : 0f).ToArray(), 10);
        Assert.Equal([5, 6, 6, 6], groups.Select(g => g.Patients).Order());
        Assert.All(groups, g => Assert.InRange(g.Observed, g.Low, g.High));
        Assert.Empty(Calibration.Groups([], [], 10));
    }

    [Theory]
    [InlineData(5, 5, 5, false)]
    [InlineData(5, 4, 5, true)]
    [InlineData(9, 0, 2, true)]
    [InlineData(9, 0, 1, false)]
    public void A_cell_below_the_minimum_is_withheld(int positive, int negative, int minimum, bool withheld)
    {
        float[] outcome = [.. Enumerable.Repeat(1f, positive), .. Enumerable.Repeat(0f, negative)];
        Assert.Equal(withheld, MinimumCell.Withheld(Binary, new ScoredPatients(outcome, outcome), minimum) is not null);
    }
}
