using Lamella.Pathology.Quality;

namespace Lamella.Pathology.Tests.Quality;

public sealed class FileNameCheckTests
{
    [Theory]
    [InlineData("Dupont_Marie_HE.svs")]
    [InlineData("SMITH JOHN 1956-03-02.ndpi")]
    [InlineData("Lefèvre-Zoé.tif")]
    [InlineData("MarieDupont.svs")]
    [InlineData("Dupont.Marie.svs")]
    [InlineData("H19-1234 Müller Anna A1.mrxs")]
    [InlineData("slide_19560302.svs")]
    [InlineData("A1 02.03.1956.svs")]
    [InlineData("archive/Dupont Marie.ome.tif")]
    public void A_person(string name) => Assert.True(FileNameCheck.LooksLikeAName(name));

    [Theory]
    [InlineData("TCGA-AO-A0J2-01Z-00-DX1.svs")]
    [InlineData("TCGA-AO-A0J2-01Z-00-DX1.7C9BC4B1-0C5C-4B0B-8E1B-6A8E2C0B0A3C.svs")]
    [InlineData("CMU-1-Small-Region.svs")]
    [InlineData("tumor_004.tif")]
    [InlineData("H19-1234_A1_HE.svs")]
    [InlineData("slide 12.svs")]
    [InlineData("OS-1-detail.ome.tif")]
    [InlineData("patient_017_node_2.tif")]
    [InlineData("12345678.svs")]
    [InlineData("case7_scan_2021-06-14.svs")]
    [InlineData("Dupont/slide 12.svs")]
    [InlineData("")]
    public void No_person(string name) => Assert.False(FileNameCheck.LooksLikeAName(name));
}
