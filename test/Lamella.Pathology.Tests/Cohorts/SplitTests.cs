using System.Globalization;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;

namespace Lamella.Pathology.Tests.Cohorts;

public sealed class SplitTests : IDisposable
{
    private readonly CohortFixture fixture = new();

    public SplitTests() => WritePatients(Enumerable.Range(0, 40));

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_seeded_split_holds_the_share_in_every_class_and_the_order_of_the_file_changes_nothing()
    {
        var cohort = fixture.Read();
        WritePatients(Enumerable.Range(0, 40).Reverse());
        var reversed = fixture.Read();

        Assert.Equal((30, 10), (cohort.Train.Length, cohort.Test.Length));
        Assert.InRange(cohort.Test.Count(p => p.OutcomeValue == 1), 2, 3);
        Assert.Empty(cohort.Train.Select(p => p.Id).Intersect(cohort.Test.Select(p => p.Id)));
        Assert.Equal(cohort.Train.Select(p => p.Id), reversed.Train.Select(p => p.Id));
    }

    [Fact]
    public void The_seed_of_the_run_draws_the_split_unless_the_protocol_fixes_it()
    {
        Assert.NotEqual(Ids(fixture.Read(1).Test), Ids(fixture.Read(2).Test));
        fixture.Protocol = fixture.Protocol with { Split = new SeededSplit(0.25, 9) };
        Assert.Equal(Ids(fixture.Read(1).Test), Ids(fixture.Read(2).Test));
    }

    [Fact]
    public void Folds_cover_every_patient_once_and_are_stratified()
    {
        fixture.Protocol = fixture.Protocol with { Split = new FoldSplit(5, 3) };
        var folds = Enumerable.Range(10, 5).Select(seed => fixture.Read((ulong)seed)).ToList();

        Assert.Equal(40, folds.SelectMany(f => f.Test).Select(p => p.Id).Distinct().Count());
        Assert.All(folds, f => Assert.Equal((8, 2), (f.Test.Length, f.Test.Count(p => p.OutcomeValue == 1))));
        Assert.Equal(Ids(folds[0].Test), Ids(fixture.Read(0).Test));
    }

    [Fact]
    public void A_limit_draws_training_patients_of_each_class_and_says_so()
    {
        fixture.Map = fixture.Map with { Limit = new TrainingLimit(8, 6) };
        var cohort = fixture.Read();

        Assert.Equal((8, 6), (cohort.Train.Length, cohort.Train.Count(p => p.OutcomeValue == 1)));
        Assert.Equal(10, cohort.Test.Length);
        Assert.Contains("The map's limit keeps 8 of 30 training patients.", cohort.Notes);

        fixture.Map = fixture.Map with { Limit = new TrainingLimit(20, 20) };
        Assert.Equal(ErrorCodes.MapInvalid, Assert.Throws<LamellaException>(() => fixture.Read()).Code);
    }

    [Fact]
    public void The_negative_control_permutes_training_outcomes_only()
    {
        var plain = fixture.Read();
        fixture.Protocol = fixture.Protocol with { Reporting = new ReportingSpec { PermuteOutcome = true } };
        var permuted = fixture.Read();

        Assert.Equal(Ids(plain.Train), Ids(permuted.Train));
        Assert.NotEqual(plain.Train.Select(p => p.OutcomeValue), permuted.Train.Select(p => p.OutcomeValue));
        Assert.Equal(plain.Train.Sum(p => p.OutcomeValue), permuted.Train.Sum(p => p.OutcomeValue));
        Assert.Equal(plain.Test.Select(p => p.OutcomeValue), permuted.Test.Select(p => p.OutcomeValue));
    }

    private static string[] Ids(IEnumerable<CohortPatient> patients) => [.. patients.Select(p => p.Id)];

    private void WritePatients(IEnumerable<int> numbers)
    {
        var text = new StringBuilder("id,age,grade,relapse\n");
        foreach (var i in numbers)
            text.Append(CultureInfo.InvariantCulture, $"p{i:00},{40 + i},G{1 + (i % 3)},{(i % 4 == 0 ? "yes" : "no")}\n");
        fixture.Write("patients.csv", text.ToString());
    }
}
