using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Tests.Cohorts;

public sealed class CohortReaderTests : IDisposable
{
    private readonly CohortFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Codes_are_mapped_and_missing_cells_become_nan()
    {
        fixture.Map = fixture.Map with
        {
            Columns = fixture.Map.Columns.Add("grade", "Grad"),
            Codes = fixture.Map.Codes.Add("grade", ImmutableDictionary<string, string>.Empty.Add("1", "G1").Add("2", "G2")),
            Missing = ["n/a"],
        };
        fixture.Write("patients.csv", "id,age,Grad,relapse\na,50,1,no\nb,n/a,2,yes\nc,,GX,no\nd,70,G3,n/a\n");

        var patients = fixture.ReadAll();

        Assert.Equal(["a", "b", "c"], patients.Keys);
        Assert.Equal([50, 0], patients["a"].Values);
        Assert.Equal([double.NaN, 1], patients["b"].Values);
        Assert.Equal([double.NaN, double.NaN], patients["c"].Values);
        Assert.Contains("1 patients have no outcome and are left out.", fixture.Read().Notes);
        Assert.Contains("Variable 'age' is missing for 2 of 3 patients.", fixture.Read().Notes);
    }

    [Fact]
    public void Unknown_columns_are_all_said_at_once_with_the_nearest_names()
    {
        fixture.Write("patients.csv", "id,aeg,grade_,relapse\na,50,G1,no\n");

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.ColumnUnknown, fault.Code);
        Assert.Contains("'age' that variable 'age' asks for. Did you mean 'aeg'?", fault.Message);
        Assert.Contains("Did you mean 'grade_'?", fault.Message);
    }

    [Fact]
    public void Unknown_values_are_listed_with_counts_for_all_variables_at_once_and_no_id_is_told()
    {
        fixture.Write("patients.csv", "id,age,grade,relapse\nsecret1,old,G4,no\nsecret2,50,G4,maybe\nsecret3,60,G1,yes\n");

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.CodeUnknown, fault.Code);
        Assert.Contains("'G4' 2 times; allowed: G1, G2, G3, an empty cell, GX", fault.Message);
        Assert.Contains("'old' once", fault.Message);
        Assert.Contains("'maybe' once", fault.Message);
        Assert.DoesNotContain("secret", fault.Message);
    }

    [Fact]
    public void What_may_be_a_thousands_separator_is_refused_until_the_map_says_the_mark()
    {
        foreach (var other in new[] { "1.5", "2,500", "7" })
        {
            fixture.Write("patients.csv", $"id;age;grade;relapse\na;{other};G1;no\nb;1,234;G1;yes\n");
            Assert.Contains("'1,234' once", Assert.Throws<LamellaException>(() => fixture.Read()).Message);
        }

        fixture.Write("patients.csv", "id;age;grade;relapse\na;0,125;G1;no\nb;1,234;G1;yes\n");
        Assert.Equal(1.234, fixture.ReadAll()["b"].Values[0]);

        fixture.Map = fixture.Map with { Tables = [new TableMap("patients.csv", "id") { Decimal = ',' }] };
        fixture.Write("patients.csv", "id;age;grade;relapse\na;2,500;G1;no\nb;1,234;G1;yes\n");
        Assert.Equal(2.5, fixture.ReadAll()["a"].Values[0]);
    }

    [Fact]
    public void Equal_rows_of_a_patient_are_one_and_a_gap_in_one_of_them_is_filled()
    {
        fixture.Write("patients.csv", "id,age,grade,relapse,slide\na,50,G1,no,1\na,50.0,,no,2\nb,60,G2,yes,3\n");

        var patients = fixture.ReadAll();

        Assert.Equal(2, patients.Count);
        Assert.Equal([50, 0], patients["a"].Values);
    }

    [Fact]
    public void Rows_of_a_patient_that_disagree_are_refused_with_their_lines()
    {
        fixture.Write("patients.csv", "id,age,grade,relapse\na,50,G1,no\nb,60,G2,yes\na,51,G1,no\n");

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.PatientContradicts, fault.Code);
        Assert.Contains("variable 'age' (column 'age' of patients.csv) has different values for the same patient, once; first on line 4.", fault.Message);
    }

    [Fact]
    public void Tables_are_joined_and_filtered_and_what_is_left_out_is_counted()
    {
        fixture.Map = new SiteMap
        {
            Tables = [new TableMap("patients.csv", "id"), new TableMap("centres.csv", "patient")],
            Where = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("centre", ["n1", "n2"]),
        };
        fixture.Write("patients.csv", "id,age,grade,relapse\na,50,G1,no\nb,60,G2,yes\nc,40,G1,no\nd,41,G1,no\n,1,G1,no\n");
        fixture.Write("centres.csv", "patient;centre\na;n1\nb;n2\nc;s\nx;n1\n");

        var cohort = fixture.Read();

        Assert.Equal(["a", "b"], cohort.Train.Concat(cohort.Test).Select(p => p.Id).Order());
        Assert.Contains("1 patients of patients.csv are not in centres.csv.", cohort.Notes);
        Assert.Contains("1 patients of centres.csv are not in patients.csv and are left out.", cohort.Notes);
        Assert.Contains("The map's filter keeps 2 of 4 patients.", cohort.Notes);
        Assert.Contains("1 rows of patients.csv name no patient and are left out.", cohort.Notes);
    }

    [Fact]
    public void A_split_column_tells_train_from_test_and_rows_in_no_split_are_said()
    {
        fixture.Protocol = fixture.Protocol with { Split = new ColumnSplit() };
        fixture.Map = fixture.Map with { Split = new SplitColumn("fold", ["train"], ["test"]) };
        fixture.Write("patients.csv", "id,age,grade,relapse,fold\na,50,G1,no,train\nb,60,G2,yes,test\nc,40,G1,no,\nd,41,G1,yes,train\n");

        var cohort = fixture.Read();

        Assert.Equal(["a", "d"], cohort.Train.Select(p => p.Id));
        Assert.Equal(["b"], cohort.Test.Select(p => p.Id));
        Assert.Contains("1 patients stand in no split by column 'fold' and are left out ('': 1).", cohort.Notes);
        Assert.Contains("All 1 test patients have the same class.", cohort.Notes);
    }

    [Fact]
    public void A_patient_in_two_splits_is_refused()
    {
        fixture.Protocol = fixture.Protocol with { Split = new ColumnSplit() };
        fixture.Map = fixture.Map with { Split = new SplitColumn("fold", ["train"], ["test"]) };
        fixture.Write("patients.csv", "id,age,grade,relapse,fold\na,50,G1,no,train\nb,60,G2,yes,test\na,50,G1,no,test\n");

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.PatientInTwoSplits, fault.Code);
        Assert.Contains("1 patients", fault.Message);
    }

    [Fact]
    public void A_column_split_needs_a_split_in_the_map()
    {
        fixture.Protocol = fixture.Protocol with { Split = new ColumnSplit() };
        fixture.Write("patients.csv", "id,age,grade,relapse\na,50,G1,no\n");

        Assert.Equal(ErrorCodes.MapInvalid, Assert.Throws<LamellaException>(() => fixture.Read()).Code);
    }

    [Fact]
    public void An_empty_cohort_is_refused_and_one_class_only_is_said()
    {
        fixture.Write("patients.csv", "id,age,grade,relapse\n");
        Assert.Equal(ErrorCodes.CohortEmpty, Assert.Throws<LamellaException>(() => fixture.Read()).Code);

        fixture.Write("patients.csv", "id,age,grade,relapse\na,50,G1,no\nb,60,G2,no\n");
        Assert.Contains("All 1 training patients have the same class.", fixture.Read().Notes);
    }

    [Fact]
    public void Every_patient_of_an_external_site_is_tested_on()
    {
        fixture.Write("patients.csv", "id,age,grade,relapse\na,50,G1,no\nb,60,G2,yes\n");

        var cohort = fixture.Read(site: "away");

        Assert.Empty(cohort.Train);
        Assert.Equal(2, cohort.Test.Length);
    }

    [Fact]
    public void A_map_of_other_variables_and_codes_is_told_so()
    {
        fixture.Map = fixture.Map with
        {
            Columns = fixture.Map.Columns.Add("agee", "x"),
            Codes = fixture.Map.Codes.Add("grade", ImmutableDictionary<string, string>.Empty.Add("4", "G4")),
        };
        fixture.Write("patients.csv", "id,age,grade,relapse\na,50,G1,no\n");

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.MapInvalid, fault.Code);
        Assert.Contains("Did you mean 'age'?", fault.Message);
        Assert.Contains("turns '4' of variable 'grade' into 'G4'", fault.Message);
    }

    [Fact]
    public void Survival_reads_event_and_time_and_refuses_what_is_neither()
    {
        fixture.Protocol = fixture.Protocol with
        {
            Dictionary = fixture.Protocol.Dictionary.Add(new Variable { Name = "dead", Type = VariableType.Number, KnownAt = KnownAt.Later }),
            Task = new SurvivalTask("days", "dead"),
        };
        fixture.Write("patients.csv", "id,age,grade,days,dead\na,50,G1,100.5,1.0\nb,60,G2,0,0\nc,60,G2,,0\n");
        var patients = fixture.ReadAll();
        Assert.Equal((1f, 100.5f), (patients["a"].OutcomeValue, patients["a"].OutcomeTime));
        Assert.Equal((0f, 0f), (patients["b"].OutcomeValue, patients["b"].OutcomeTime));
        Assert.False(patients.ContainsKey("c"));

        fixture.Write("patients.csv", "id,age,grade,days,dead\na,50,G1,-1,1\nb,60,G2,5,2\n");
        var fault = Assert.Throws<LamellaException>(() => fixture.Read());
        Assert.Contains("neither 0 nor 1 for 1 patients", fault.Message);
        Assert.Contains("negative for 1 patients", fault.Message);
    }
}
