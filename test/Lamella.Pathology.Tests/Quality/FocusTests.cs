using Lamella.Pathology.Quality;
using Lamella.Testing;
using NetVips;

namespace Lamella.Pathology.Tests.Quality;

public sealed class FocusTests
{
    [Fact]
    public void By_hand()
    {
        // One bright pixel of 100 in 5 x 5: over the inner 3 x 3 the Laplacian is -400 once, 100 four times, 0 four times. Its mean is 0.
        var rgb = new byte[75];
        rgb.AsSpan(12 * 3, 3).Fill(100);
        Assert.Equal(((400.0 * 400) + (4 * 100 * 100)) / 9, Focus.LaplacianVariance(rgb, 5, 5), 1e-9);
    }

    [Fact]
    public void A_ramp_a_flat_tile_and_a_tiny_one_have_none()
    {
        Assert.Equal(0, Focus.LaplacianVariance([.. Enumerable.Range(0, 300).Select(i => (byte)(i / 3 % 10 * 20))], 10, 10));
        Assert.Equal(0, Focus.LaplacianVariance([.. Enumerable.Repeat((byte)77, 300)], 10, 10));
        Assert.Equal(0, Focus.LaplacianVariance(new byte[12], 2, 2));
    }

    [Theory]
    [InlineData("crc_val_he_7k", "*.jpg")]
    [InlineData("camelyon16_patches", "*.png")]
    public void Real_tiles_and_the_same_blurred_lie_on_either_side_of_the_thresholds(string folder, string pattern)
    {
        var options = new QualityOptions();
        var files = Directory.GetFiles(SharedData.Require(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("ADI", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        Assert.All(files, file => Assert.True(Sharpness(file, 0) > options.SoftFocus));
        Assert.InRange(Median(files, 2), options.NoFocus, options.SoftFocus);
        Assert.InRange(Median(files, 3), 0, options.NoFocus);
    }

    private static double Median(string[] files, double sigma) => files.Select(file => Sharpness(file, sigma)).Order().ElementAt(files.Length / 2);

    private static double Sharpness(string file, double sigma)
    {
        using var image = Image.NewFromFile(file);
        using var colour = image.Bands > 3 ? image.ExtractBand(0, n: 3) : image.Copy();
        using var blurred = sigma > 0 ? colour.Gaussblur(sigma) : colour.Copy();
        return Focus.LaplacianVariance(blurred.WriteToMemory<byte>(), blurred.Width, blurred.Height);
    }
}
