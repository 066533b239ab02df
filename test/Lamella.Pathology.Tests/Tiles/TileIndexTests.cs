using Lamella.Federation;
using Lamella.Pathology.Tiles;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Tiles;

public sealed class TileIndexTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Patients_come_in_ordinal_order_with_ids_as_text_and_tiles_in_file_order(char separator)
    {
        var index = Read(
            "﻿file,patient,x,y\nb1.png,010,1,2\n\"a,1.png\",007,3,4\nb2.png,010,5,6\n".Replace("a,1", separator == ',' ? "a,1" : "a1", StringComparison.Ordinal)
                .Replace("\"a1.png\"", "a1.png", StringComparison.Ordinal)
                .Replace(',', separator == ',' ? ',' : separator));
        Assert.Equal(["007", "010"], index.Patients.Select(patient => patient.PatientId));
        Assert.Equal(["b1.png", "b2.png"], index.Patients[1].Tiles.Select(tile => tile.File));
        Assert.Equal((5, 6, null), (index.Patients[1].Tiles[1].X, index.Patients[1].Tiles[1].Y, index.Patients[1].Tiles[1].Label));
    }

    [Fact]
    public void A_filter_keeps_rows_and_counts_the_others()
    {
        var index = Read("file,patient,x,y,block\na,1,0,0,1\nb,2,0,0,2\nc,3,0,0,1\n", new TileIndexOptions { Where = new Dictionary<string, string> { ["block"] = "1" } });
        Assert.Equal(["1", "3"], index.Patients.Select(patient => patient.PatientId));
        Assert.Equal(1, index.RowsLeftOut);
    }

    [Fact]
    public void Labels_and_carried_columns_belong_to_the_patient()
    {
        var index = Read("file,patient,x,y,label,block\na,1,0,0,1,7\nb,1,0,0,0,7\nc,1,0,0,0,7\nd,1,0,0,0,7\n", new TileIndexOptions { LabelColumn = "label", Carry = ["block"] });
        Assert.Equal(.25, index.Patients[0].PositiveShare);
        Assert.Equal(["7"], index.Patients[0].Carried);
    }

    [Fact]
    public void Without_x_and_y_coordinates_are_unknown() => Assert.Null(Read("file,patient\na,1\n").Patients[0].Tiles[0].X);

    [Theory]
    [InlineData("file,patient,x\na,1,2\n", ErrorCodes.ColumnUnknown, "'y'")]
    [InlineData("name,patient,x,y\na,1,2,3\n", ErrorCodes.ColumnUnknown, "'file'")]
    [InlineData("file,patient,x,y\na,1,2,left\n", ErrorCodes.TableUnreadable, "line 2 has 'left'")]
    [InlineData("file,patient,x,y\na,1,2,3\nb,,2,3\n", ErrorCodes.TableUnreadable, "line 3 has no value in 'patient'")]
    [InlineData("file,patient,x,y\na,1,2\n", ErrorCodes.TableUnreadable, "line 2 has 3 cells")]
    [InlineData("file,patient,x,y\n", ErrorCodes.CohortEmpty, "no tile")]
    [InlineData("", ErrorCodes.TableUnreadable, "empty")]
    public void What_is_wrong_is_said_with_its_place(string text, string code, string words)
    {
        var fault = Assert.Throws<LamellaException>(() => Read(text));
        Assert.Equal(code, fault.Code);
        Assert.Contains(words, fault.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carried_value_that_differs_within_a_patient_is_refused()
    {
        var fault = Assert.Throws<LamellaException>(() => Read("file,patient,x,y,block\na,1,0,0,1\nb,1,0,0,2\n", new TileIndexOptions { Carry = ["block"] }));
        Assert.Equal(ErrorCodes.PatientContradicts, fault.Code);
    }

    [Fact]
    public void A_missing_index_is_said_to_be_missing() =>
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => TileIndex.Read(folder.File("none.csv"))).Code);

    [Fact]
    public void Of_195_breast_patients_101_have_carcinoma_in_a_quarter_of_their_tiles()
    {
        var index = TileIndex.Read(SharedData.Require("idc", "index.csv"), new TileIndexOptions { LabelColumn = "label", Carry = ["id_block"] });
        Assert.Equal(195, index.Patients.Count);
        Assert.Equal(6943, index.Patients.Sum(patient => patient.Tiles.Count));
        Assert.Equal(101, index.Patients.Count(patient => patient.PositiveShare >= 0.25));
        Assert.Equal([56, 28, 111], index.Patients.CountBy(patient => patient.Carried[0]).OrderBy(block => block.Key).Select(block => block.Value));
    }

    private TileIndex Read(string text, TileIndexOptions? options = null)
    {
        File.WriteAllText(folder.File("index.csv"), text);
        return TileIndex.Read(folder.File("index.csv"), options);
    }
}
