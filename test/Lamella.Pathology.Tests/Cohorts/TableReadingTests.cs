using System.Text;
using Lamella.Federation;
using Lamella.Federation.Studies;

namespace Lamella.Pathology.Tests.Cohorts;

public sealed class TableReadingTests : IDisposable
{
    private readonly CohortFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("id,age,grade,relapse\n007,61.5,G1,no\n008,40,G2,yes\n")]
    [InlineData("id;age;grade;relapse\r\n007;61,5;G1;no\r\n008;40;G2;yes\r\n")]
    [InlineData("id\tage\tgrade\trelapse\n007\t61.5\tG1\tno\n008\t40\tG2\tyes")]
    [InlineData("sep=;\nid;age;grade;relapse\n007;61,5;G1;no\n008;40;G2;yes\n")]
    [InlineData("id,age,grade,relapse\n007,\"61,5\",G1,no\n\n008,40,G2,yes\n")]
    [InlineData(" id , age , grade , relapse \n 007 , 61.5 , G1 , no \n008,40,G2,yes\n,,,\n")]
    public void Separator_and_decimal_mark_are_found_out_and_ids_keep_leading_zeros(string text)
    {
        fixture.Write("patients.csv", text);

        var patients = fixture.ReadAll();

        Assert.Equal(["007", "008"], patients.Keys);
        Assert.Equal([61.5, 0], patients["007"].Values);
        Assert.Equal([40, 1], patients["008"].Values);
        Assert.Equal((0f, 1f), (patients["007"].OutcomeValue, patients["008"].OutcomeValue));
    }

    [Theory]
    [InlineData("utf-8-bom")]
    [InlineData("utf-8")]
    [InlineData("windows-1252")]
    [InlineData("utf-16")]
    public void Encodings_are_found_out(string name)
    {
        Encoding encoding = name switch
        {
            "utf-8-bom" => new UTF8Encoding(true),
            "utf-16" => new UnicodeEncoding(false, true),
            "utf-8" => new UTF8Encoding(false),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        fixture.Map = fixture.Map with { Columns = fixture.Map.Columns.Add("age", "Alter (Jahre, Müller)") };
        fixture.Write("patients.csv", "id;\"Alter (Jahre, Müller)\";grade;relapse\nä1;50;G1;no\nä2;60;G1;yes\n", encoding);

        Assert.Equal(["ä1", "ä2"], fixture.ReadAll().Keys);
    }

    [Fact]
    public void A_quoted_cell_may_hold_line_ends_and_lines_are_still_counted_right()
    {
        fixture.Write("patients.csv", "id,age,grade,relapse,note\na,1,G1,no,\"two\nlines\"\nb,2,G1,yes,x,too many\n");

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.TableUnreadable, fault.Code);
        Assert.Contains("line 4: the row has 6 cells, the header 5", fault.Message);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("id,age,age\n", "stands there twice")]
    [InlineData("id,age,grade,relapse\na,\"1,G1,no\n", "a quote")]
    [InlineData("id\0", "not text")]
    public void What_is_no_table_is_refused(string text, string words)
    {
        fixture.Write("patients.csv", text);

        var fault = Assert.Throws<LamellaException>(() => fixture.Read());

        Assert.Equal(ErrorCodes.TableUnreadable, fault.Code);
        Assert.Contains(words, fault.Message);
    }

    [Fact]
    public void A_missing_table_is_said()
    {
        Assert.Equal(ErrorCodes.FileMissing, Assert.Throws<LamellaException>(() => fixture.Read()).Code);
    }

    [Fact]
    public void A_map_that_says_the_wrong_encoding_is_told_so()
    {
        fixture.Map = fixture.Map with { Tables = [new TableMap("patients.csv", "id") { Encoding = "utf-8" }] };
        fixture.Write("patients.csv", "id,age,grade,relapse\nä,1,G1,no\n", CodePagesEncodingProvider.Instance.GetEncoding(1252)!);

        Assert.Contains("not UTF-8", Assert.Throws<LamellaException>(() => fixture.Read()).Message);
    }
}
