using Lamella.Federation;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Stain;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Catalogue;

/// <summary>Overrides, pseudonyms and contracts as files.</summary>
public sealed class StoreFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Overrides_are_found_by_path_name_or_stem()
    {
        File.WriteAllText(folder.File("o.csv"), "slide,mpp,exclude,region\nsub/a.svs,0.25,,\nb.svs,,yes,\nc,,no,1 2 30 40\n");

        var table = OverrideTable.Read(folder.File("o.csv"));

        Assert.Equal(new SlideOverride(0.25, false, null), table.Find("sub/a.svs"));
        Assert.Null(table.Find("other/a.svs"));
        Assert.True(table.Find("x/b.svs")!.Exclude);
        Assert.Equal((1, 2, 30, 40), table.Find("C.tif")!.Region);
    }

    [Fact]
    public void Faults_of_overrides_are_all_said_with_their_lines()
    {
        File.WriteAllText(folder.File("o.csv"), "slide,mpp,exclude,region\na,0.0001,,\nb,,perhaps,\nc,,,1 2 3\na,,,\n");

        var fault = Assert.Throws<LamellaException>(() => OverrideTable.Read(folder.File("o.csv")));

        Assert.Equal(ErrorCodes.SlideTableInvalid, fault.Code);
        Assert.All(["line 2", "line 3", "line 4", "line 5"], line => Assert.Contains(line, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_gives_the_same_names_and_another_key_others()
    {
        var (one, again, other) = (Pseudonyms.Open(folder.File("a")), Pseudonyms.Open(folder.File("a")), Pseudonyms.Open(folder.File("b")));

        Assert.Equal(one.OfPatient("Dupont"), again.OfPatient("Dupont"));
        Assert.NotEqual(one.OfPatient("Dupont"), other.OfPatient("Dupont"));
        Assert.NotEqual(one.OfPatient("x")[2..], one.OfSlide("x")[2..]);
        Assert.Matches("^p-[0-9a-f]{20}$", one.OfPatient("Dupont"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("a")));
        File.WriteAllBytes(folder.File("a"), new byte[7]);
        Assert.Equal(ErrorCodes.StoreUnusable, Assert.Throws<LamellaException>(() => Pseudonyms.Open(folder.File("a"))).Code);
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_swept_from_all_of_the_store()
    {
        Directory.CreateDirectory(folder.File("store"));
        // Killed while the store was made, and later.
        File.WriteAllText(folder.File("store", "contract.json.1-1.tmp"), "{");
        SlideStore.OpenForWriting(folder.File("store"), new ExtractionContract()).Dispose();
        string[] left = [folder.File("store", "slides.csv.1-1.tmp"), folder.File("store", "private", "patients.csv.1-1.tmp"), folder.File("store", "bags", "x.h5.1-1.tmp")];
        Assert.All(left, path => File.WriteAllText(path, "half"));
        SlideStore.OpenForWriting(folder.File("store"), new ExtractionContract()).Dispose();
        Assert.Empty(Directory.EnumerateFiles(folder.File("store"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_contract_comes_back_as_it_was()
    {
        var contract = new ExtractionContract { MicronsPerPixel = 0.97, TileSize = 115, NormaliseTo = StainMatrix.Reference, ReferenceFeatures = [0.25f, -1e-7f, 3] };
        contract.Write(folder.File("c.json"));

        var back = ExtractionContract.Read(folder.File("c.json"));

        Assert.Equal(contract.ToFeatureContract(3).Hash(), back.ToFeatureContract(3).Hash());
        Assert.Equal(contract.ReferenceFeatures, back.ReferenceFeatures);
    }

    [Theory]
    [InlineData("{\"format\":\"lamella-extraction-1\"}", null)]
    [InlineData("{}", "format")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"encoder\":null}", "encoder")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"tissue\":99}", "tissue")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"scaling\":\"unit\"}", "scaling")]
    [InlineData("{\"path\":\"/etc/passwd\"}", "path")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"tileSize\":8}", "tileSize")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"micronsPerPixel\":0}", "micronsPerPixel")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"encoder\":\"../model.onnx\"}", "encoder")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"normaliseTo\":{\"haematoxylin\":[1,0,0],\"eosin\":[1,0,0],\"maxHaematoxylin\":1,\"maxEosin\":1}}", "normaliseTo")]
    [InlineData("{\"format\":\"lamella-extraction-1\",\"normaliseTo\":{\"haematoxylin\":null,\"eosin\":null,\"maxHaematoxylin\":1,\"maxEosin\":1}}", "normaliseTo")]
    [InlineData("[1]", "")]
    [InlineData("{", "")]
    public void A_contract_out_of_bounds_is_refused_by_name(string json, string? named)
    {
        File.WriteAllText(folder.File("c.json"), json);
        if (named is null)
        {
            Assert.Equal(224, ExtractionContract.Read(folder.File("c.json")).TileSize);
            return;
        }

        var fault = Assert.Throws<LamellaException>(() => ExtractionContract.Read(folder.File("c.json")));
        Assert.Equal(ErrorCodes.StoreUnusable, fault.Code);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
