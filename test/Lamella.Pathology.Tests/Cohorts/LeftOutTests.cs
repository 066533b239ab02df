using System.Globalization;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Tests.Cohorts;

/// <summary>Patients who withdrew.</summary>
public sealed class LeftOutTests : IDisposable
{
    private readonly CohortFixture fixture = new();

    public LeftOutTests() => fixture.Write("patients.csv", Table(40));

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_patient_who_is_left_out_is_in_neither_part_and_nobody_else_changes_sides()
    {
        var before = fixture.Read();
        foreach (var patient in new[] { before.Train[3].Id, before.Test[2].Id })
        {
            fixture.Map = fixture.Map with { Without = [patient] };
            var after = fixture.Read();
            Assert.Equal(before.Train.Select(p => p.Id).Where(id => id != patient), after.Train.Select(p => p.Id));
            Assert.Equal(before.Test.Select(p => p.Id).Where(id => id != patient), after.Test.Select(p => p.Id));
            Assert.Equal(before.Train.Select(p => p.Id), after.Drawn);
        }
    }

    [Fact]
    public void Where_a_column_tells_the_parts_it_is_as_if_no_table_had_the_patient()
    {
        fixture.Protocol = fixture.Protocol with { Split = new ColumnSplit() };
        fixture.Map = fixture.Map with { Split = new SplitColumn("part", ["a"], ["b"]), Without = ["p07"] };
        var leftOut = fixture.Read();
        fixture.Write("patients.csv", string.Join('\n', Table(40).Split('\n').Where(line => !line.StartsWith("p07", StringComparison.Ordinal))));
        fixture.Map = fixture.Map with { Without = [] };
        var removed = fixture.Read();
        Assert.Equal(removed.Train.Select(Text), leftOut.Train.Select(Text));
        Assert.Equal(removed.Test.Select(Text), leftOut.Test.Select(Text));
    }

    private static string Text(Lamella.Pathology.Cohorts.CohortPatient patient) =>
        string.Create(CultureInfo.InvariantCulture, $"{patient.Id} {string.Join(' ', patient.Values)} {patient.OutcomeValue} {patient.OutcomeTime}");

    private static string Table(int patients) => "id;age;grade;relapse;part\n" + string.Join('\n', Enumerable.Range(0, patients).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $"p{i:00};{40 + i};G{(i % 3) + 1};{(i % 4 == 0 ? "yes" : "no")};{(i % 5 == 0 ? "b" : "a")}")));
}
