using Lamella.Pathology.Stain;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Stain;

public sealed class StainNormaliserTests
{
    private static readonly StainMatrix Purple = Matrix([0.65, 0.70, 0.29], [0.07, 0.99, 0.11], 1.2, 0.9);

    [Fact]
    public void A_source_equal_to_the_target_changes_nothing_but_rounding()
    {
        foreach (var matrix in new[] { StainMatrix.Reference, Purple })
        {
            // Every colour in steps of 5, stained or not.
            byte[] rgb = [.. Enumerable.Range(0, 52 * 52 * 52).SelectMany(i => new[] { (byte)(i % 52 * 5), (byte)(i / 52 % 52 * 5), (byte)(i / 52 / 52 * 5) })];
            var after = (byte[])rgb.Clone();
            new StainNormaliser(matrix, matrix).Apply(after);
            Assert.True(rgb.Zip(after, (a, b) => Math.Abs(a - b)).Max() <= 1);
        }
    }

    [Fact]
    public void A_pixel_of_one_stain_becomes_the_target_s_stain_by_hand()
    {
        var target = Matrix([0.6, 0.8, 0], [0, 0.8, 0.6], 2.4, 0.9);
        // Half the largest amount of haematoxylin: .6 of the source becomes 1.2 of the target, density (.72, .96, 0).
        byte[] rgb = [.. Purple.Haematoxylin.Select(part => (byte)Math.Round((256 * Math.Pow(10, -0.6 * part)) - 1))];
        new StainNormaliser(Purple, target).Apply(rgb);
        Assert.InRange(rgb[0], 46, 50);
        Assert.InRange(rgb[1], 26, 29);
        Assert.InRange(rgb[2], 251, 255);
    }

    [Fact]
    public void Glass_stays_glass()
    {
        byte[] rgb = [255, 255, 255, 243, 243, 243];
        new StainNormaliser(Purple, StainMatrix.Reference).Apply(rgb);
        Assert.All(rgb[..3], value => Assert.Equal(255, value));
        Assert.All(rgb[3..], value => Assert.InRange(value, 235, 250));
    }

    [Fact]
    public void A_normalised_tile_measures_as_its_target()
    {
        var rgb = StainPainter.Paint(3, 1, (Purple.Haematoxylin, 1.2), (Purple.Eosin, 0.9));
        new StainNormaliser(MacenkoEstimator.Estimate(rgb)!.Matrix, StainMatrix.Reference).Apply(rgb);
        var after = MacenkoEstimator.Estimate(rgb)!.Matrix;
        Assert.InRange(StainPainter.Angle(after.Haematoxylin, StainMatrix.Reference.Haematoxylin), 0, 2);
        Assert.InRange(StainPainter.Angle(after.Eosin, StainMatrix.Reference.Eosin), 0, 2);
        Assert.Equal(StainMatrix.Reference.MaxHaematoxylin, after.MaxHaematoxylin, 0.05);
    }

    [Fact]
    public void Normalising_brings_real_tiles_of_four_slides_nearer()
    {
        var folder = SharedData.Require("camelyon16_patches");
        var slides = Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .GroupBy(file => string.Join('_', Path.GetFileName(file).Split('_')[..2]))
            .Select(group => group.Select(StainPainter.Load).ToArray()).ToArray();
        var before = Spread(slides);
        foreach (var slide in slides)
        {
            var estimator = new MacenkoEstimator();
            foreach (var tile in slide)
                estimator.Add(tile);
            var normaliser = new StainNormaliser(estimator.Finish()!.Matrix, StainMatrix.Reference);
            foreach (var tile in slide)
                normaliser.Apply(tile);
        }

        Assert.True(Spread(slides) < 0.7 * before, $"{before:0.0} -> {Spread(slides):0.0}");
    }

    /// <summary>How far the slides' mean colours lie apart: the largest range over slides of a channel's difference to green.</summary>
    private static double Spread(byte[][][] slides)
    {
        var hues = slides.Select(tiles => tiles.SelectMany(tile => tile.Chunk(3)).Where(pixel => pixel[1] < 180).Select(p => (p[0] - p[1], p[2] - p[1])).ToArray())
            .Select(pixels => (Red: pixels.Average(p => p.Item1), Blue: pixels.Average(p => p.Item2))).ToArray();
        return Math.Max(hues.Max(h => h.Red) - hues.Min(h => h.Red), hues.Max(h => h.Blue) - hues.Min(h => h.Blue));
    }

    private static StainMatrix Matrix(double[] h, double[] e, double mostH, double mostE) => new(Unit(h), Unit(e), mostH, mostE);

    private static double[] Unit(double[] v) => Array.ConvertAll(v, x => x / Math.Sqrt(v.Sum(y => y * y)));
}
