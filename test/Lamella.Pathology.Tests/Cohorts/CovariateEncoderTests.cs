using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;

namespace Lamella.Pathology.Tests.Cohorts;

public sealed class CovariateEncoderTests : IDisposable
{
    private readonly CohortFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Missing_values_take_median_and_most_frequent_code_of_the_training_rows()
    {
        var cohort = CohortOf([(10, 1), (20, 1), (40, 0), (70, double.NaN), (double.NaN, 2)], [(1000, 2), (double.NaN, double.NaN)]);
        var encoder = CovariateEncoder.Fit(fixture.Protocol, cohort);
        var none = Standardiser.Identity(encoder.Numbers);

        Assert.Equal(["age", "grade=G1", "grade=G2", "grade=G3"], encoder.Columns);
        Assert.Equal([30f, 0, 0, 1], encoder.Encode(cohort.Train[4], none));
        Assert.Equal([70f, 0, 1, 0], encoder.Encode(cohort.Train[3], none));
        Assert.Equal([30f, 0, 1, 0], encoder.Encode(cohort.Test[1], none));
    }

    [Fact]
    public void Federated_sums_give_the_mean_and_deviation_of_all_rows()
    {
        var (a, b) = (CohortOf([(1, 0), (2, 0)], []), CohortOf([(3, 0), (6, 0)], []));
        var encoder = CovariateEncoder.Fit(fixture.Protocol, a);

        var standardiser = Standardiser.FromSums([encoder.Sums(a.Train), encoder.Sums(b.Train)]);

        // 1, 2, 3, 6: mean 3, population variance (4 + 1 + 0 + 9) / 4 = 3.5.
        Assert.Equal(3, standardiser.Mean[0], 12);
        Assert.Equal(Math.Sqrt(3.5), standardiser.Deviation[0], 12);
        Assert.Equal((float)(-2 / Math.Sqrt(3.5)), encoder.Encode(a.Train[0], standardiser)[0], 6);
    }

    [Fact]
    public void A_column_without_spread_is_centred_and_divided_by_one()
    {
        var cohort = CohortOf([(0.1, 0), (0.1, 0), (0.1, 0)], []);
        var encoder = CovariateEncoder.Fit(fixture.Protocol, cohort);

        var standardiser = encoder.Standardise(Standardisation.Site, cohort, []);

        Assert.Equal(1, standardiser.Deviation[0]);
        Assert.Equal(0, encoder.Encode(cohort.Train[0], standardiser)[0], 6);
    }

    [Fact]
    public void A_variable_a_site_never_measured_adds_nothing_to_the_sums_and_enters_as_the_mean()
    {
        var (blind, other) = (CohortOf([(double.NaN, double.NaN)], []), CohortOf([(4, 0), (6, 0)], []));
        var encoder = CovariateEncoder.Fit(fixture.Protocol, blind);

        var standardiser = encoder.Standardise(Standardisation.Federated, blind, [encoder.Sums(blind.Train), encoder.Sums(other.Train)]);

        Assert.Equal(5, standardiser.Mean[0]);
        Assert.Equal([0f, 0, 0, 0], encoder.Encode(blind.Train[0], standardiser));
    }

    [Fact]
    public void An_external_site_imputes_from_all_its_patients()
    {
        var cohort = CohortOf([], [(10, 0), (30, 0), (double.NaN, 1)]);
        var encoder = CovariateEncoder.Fit(fixture.Protocol, cohort);

        Assert.Equal(20f, encoder.Encode(cohort.Test[2], Standardiser.Identity(1))[0]);
    }

    private static Cohort CohortOf((double Age, double Grade)[] train, (double Age, double Grade)[] test) =>
        new(CohortFixture.Site, [.. train.Select(Patient)], [.. test.Select(Patient)], []) { Drawn = [.. train.Select((_, i) => $"p{i}")] };

    private static CohortPatient Patient((double Age, double Grade) values, int index) => new($"p{index}", [values.Age, values.Grade], 0);
}
