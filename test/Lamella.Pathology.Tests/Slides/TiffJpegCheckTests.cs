using Lamella.Pathology.Slides;
using Lamella.Testing;
using Lamella.Testing.Zoo;

namespace Lamella.Pathology.Tests.Slides;

public sealed class TiffJpegCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_real_picture_whose_tags_contradict_its_JPEG_is_found() =>
        Assert.True(TiffJpegCheck.ColoursDisagree(SharedData.Require("wsi", "OS-1-detail.ome.tif")));

    [Fact]
    public void Sound_slides_and_what_is_no_TIFF_pass()
    {
        Assert.False(TiffJpegCheck.ColoursDisagree(SharedData.Require("wsi", "CMU-1-Small-Region.svs")));
        var (zoo, pixels) = (new SlideZoo(folder.FullName), new PixelZoo(folder.FullName));
        foreach (var file in new[] { zoo.Good(), zoo.Big(), zoo.HeaderOnly(), zoo.Empty(), zoo.TextAsSvs(), pixels.Jpeg(), pixels.Strips(), pixels.SixteenBit() })
            Assert.False(TiffJpegCheck.ColoursDisagree(file));
    }
}
