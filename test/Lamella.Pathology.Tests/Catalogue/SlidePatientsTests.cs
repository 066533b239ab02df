using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Catalogue;

public sealed class SlidePatientsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("A007_HE_2.svs", "A007")]
    [InlineData("year/A007.ndpi", "A007")]
    [InlineData("HE A007-2.svs", "A007")]
    [InlineData("A0071.svs", null)]
    [InlineData("XA007.svs", null)]
    [InlineData("P1-2_HE.svs", "P1-2")]
    [InlineData("A007_B009.svs", null)]
    public void Without_a_column_of_slides_an_id_that_stands_alone_in_the_name_counts(string file, string? patient) =>
        Assert.Equal(patient, Read("patient_id;age\nA007;61\nB009;50\nP1;40\nP1-2;41\n").Of(file));

    [Theory]
    [InlineData("one.svs", "A")]
    [InlineData("sub/one.svs", "A")]
    [InlineData("two.tif", "B")]
    [InlineData("sub/three.tif", "C")]
    [InlineData("other/three.tif", null)]
    [InlineData("A.svs", null)]
    public void With_a_column_the_table_says_it_by_path_name_or_stem(string file, string? patient) =>
        Assert.Equal(patient, Read("case,slide\nA,one.svs\nB,two\nC,sub/three.tif\n").Of(file));

    [Fact]
    public void A_slide_of_two_patients_is_refused_with_its_line()
    {
        var fault = Assert.Throws<LamellaException>(() => Read("patient,slide\nA,x.svs\nB,x.svs\n"));

        Assert.Equal(ErrorCodes.SlideTableInvalid, fault.Code);
        Assert.Contains("line 3", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("x.svs", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_named_must_be_there()
    {
        File.WriteAllText(folder.File("t.csv"), "id,age\nA,1\n");

        var fault = Assert.Throws<LamellaException>(() => SlidePatients.Read(folder.File("t.csv"), patientColumn: "patient"));

        Assert.Equal(ErrorCodes.ColumnUnknown, fault.Code);
        Assert.Contains("id, age", fault.Message, StringComparison.Ordinal);
    }

    private SlidePatients Read(string table)
    {
        File.WriteAllText(folder.File("clinical.csv"), table);
        return SlidePatients.Read(folder.File("clinical.csv"));
    }
}
