using Lamella.Federation;
using Lamella.Pathology.Bags;
using Lamella.Pathology.Bags.Making;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Bags.Making;

public sealed class InstanceImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Musk_has_92_bags_of_476_instances_with_166_features()
    {
        var counts = InstanceImport.Run(new InstanceImportOptions { File = SharedData.Require("mil", "musk1.csv"), OutputFolder = folder.File("bags"), DivideBy = 100 }, TestContext.Current.CancellationToken);
        Assert.Equal((92, 476), counts);
        var store = BagStore.Open(folder.File("bags"));
        Assert.Equal(92, store.Patients.Count);
        Assert.Equal(166, store.RequireOneContract([.. store.Patients]).Dimension);
        Assert.Equal([.42f, -1.98f], store.Load("1").Features.Span[..2].ToArray());
        var rows = File.ReadAllLines(folder.File("bags", "patients.csv"));
        Assert.Equal("patient,tiles,outcome", rows[0]);
        Assert.Equal(47, rows.Count(row => row.EndsWith(",1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1,a,1\n0,a,2\n", ErrorCodes.PatientContradicts)]
    [InlineData("1,a,1\n1,a\n", ErrorCodes.TableUnreadable)]
    [InlineData("1,a,x\n", ErrorCodes.TableUnreadable)]
    [InlineData("1,a,NaN\n", ErrorCodes.TableUnreadable)]
    [InlineData("1,a\n", ErrorCodes.TableUnreadable)]
    [InlineData("1,../a,1\n", ErrorCodes.TableUnreadable)]
    [InlineData("", ErrorCodes.TableUnreadable)]
    public void Malformed_tables_are_refused_before_anything_is_written(string text, string code)
    {
        File.WriteAllText(folder.File("t.csv"), text);
        Assert.Equal(code, Assert.Throws<LamellaException>(() => InstanceImport.Run(new InstanceImportOptions { File = folder.File("t.csv"), OutputFolder = folder.File("bags") }, TestContext.Current.CancellationToken)).Code);
        Assert.False(Directory.Exists(folder.File("bags")));
    }
}
