using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Protocols.Drafts;

namespace Lamella.Protocols.Tests;

public sealed class DraftTests
{
    private static readonly DraftTable Table = TableOf(
        ("patient_id", i => $"00{i}"),
        ("age", i => (40 + (i * 0.5)).ToString("R", CultureInfo.InvariantCulture)),
        ("grade: \"Elston\", 1-3", i => i % 7 == 0 ? "NA" : $"{1 + (i % 3)}"),
        ("receptor", i => i % 2 == 0 ? "yes" : "no"),
        ("comment", i => $"free text {i}"),
        ("nothing", _ => ""),
        ("months", i => $"{i * 3}"),
        ("death", i => i % 4 == 0 ? "1" : "0"),
        ("response", i => i % 3 == 0 ? "positive" : "negative"),
        ("hospital", i => i % 2 == 0 ? "North & Co" : "Süd"));

    [Fact]
    public void A_binary_draft_reads_without_fault_and_types_are_guessed()
    {
        var draft = DraftWriter.Write(Table, new DraftOptions { Outcome = "response" });

        var protocol = Valid(draft);
        Assert.Equal(new BinaryTask("response", "positive"), protocol.Task);
        Assert.Equal(
            [VariableType.Number, VariableType.Code, VariableType.Code, VariableType.Text, VariableType.Number, VariableType.Code, VariableType.Code],
            protocol.Dictionary.Where(v => v.Name != "hospital").Select(v => v.Type));
        var grade = protocol.Dictionary[1];
        Assert.Equal(["1", "2", "3"], grade.Codes);
        Assert.Equal(["NA"], grade.Missing);
        Assert.Equal(["age", "grade: \"Elston\", 1-3", "receptor", "months", "hospital"], protocol.Inputs.Clinical);
        Assert.Contains("column nothing holds no value", draft.Protocol);
        Assert.Contains("CHECK", draft.Protocol);
    }

    [Fact]
    public void Survival_and_hospitals_are_drafted_with_a_map_for_each()
    {
        var draft = DraftWriter.Write(Table, new DraftOptions { Site = "hospital" });

        var protocol = Valid(draft);
        Assert.Equal(new SurvivalTask("months", "death"), protocol.Task);
        Assert.Equal(["north---co", "s-d"], protocol.Sites.Select(s => s.Id.Value));
        var map = MapReader.Read(draft.Maps["s-d"]).Map!;
        Assert.Equal(["Süd"], map.Where["hospital"]);
        Assert.Equal("patient_id", map.Tables[0].Patient);
    }

    [Fact]
    public void Bags_with_and_without_predictors_are_drafted()
    {
        var both = Valid(DraftWriter.Write(Table, new DraftOptions { Outcome = "response", Bags = "bags", BagDimension = 16 }));
        Assert.Equal((16, Fusion.Late, "deepmil"), (both.Inputs.Bags!.Dimension, both.Inputs.Fusion, both.Model.Head));

        var bare = TableOf(("patient", i => $"p{i}"), ("outcome", i => $"{i % 2}"));
        var draft = DraftWriter.Write(bare, new DraftOptions { Bags = "bags", BagDimension = 16 });
        Assert.Empty(Valid(draft).Inputs.Clinical);
        Assert.Equal("bags", MapReader.Read(draft.Maps["site-1"]).Map!.Bags);
    }

    [Theory]
    [InlineData("agee", "", ErrorCodes.ColumnUnknown)]
    [InlineData("comment", "", ErrorCodes.UsageWrong)]
    [InlineData("", "comment", ErrorCodes.UsageWrong)]
    public void What_cannot_be_drafted_is_said(string outcome, string time, string code)
    {
        Assert.Equal(code, Assert.Throws<LamellaException>(() => DraftWriter.Write(Table, new DraftOptions { Outcome = outcome, Time = time })).Code);
    }

    [Fact]
    public void A_table_with_nothing_to_predict_or_to_predict_from_is_refused()
    {
        var ages = TableOf(("patient", i => $"p{i}"), ("age", i => $"{40 + i}"));
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => DraftWriter.Write(ages, new DraftOptions())).Code);
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => DraftWriter.Write(ages, new DraftOptions { Outcome = "age" })).Code);
    }

    private static StudyProtocol Valid(ProtocolDraft draft)
    {
        var reading = ProtocolReader.Read(draft.Protocol);
        Assert.Empty(reading.Faults);
        Assert.All(draft.Maps.Values, map => Assert.Empty(MapReader.Read(map).Faults));
        return reading.Protocol!;
    }

    private static DraftTable TableOf(params (string Name, Func<int, string> Cell)[] columns) =>
        new("patients.csv", [.. columns.Select(c => new DraftColumn(c.Name, [.. Enumerable.Range(0, 40).Select(c.Cell)]))]);
}
