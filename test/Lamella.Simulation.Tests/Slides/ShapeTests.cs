using Lamella.Federation.Randomness;
using Lamella.Simulation.Slides.Shapes;

namespace Lamella.Simulation.Tests.Slides;

public sealed class ShapeTests
{
    [Fact]
    public void An_outline_follows_its_cells_corner_by_corner()
    {
        var region = Assert.Single(RegionTracer.Trace(Mask("....", ".#..", ".##.", "....")));
        Assert.Equal([(10, 10), (20, 10), (20, 20), (30, 20), (30, 30), (10, 30)], region.Exterior);
        Assert.Empty(region.Holes);
        Assert.Equal(300, region.Area);
    }

    [Fact]
    public void A_hole_is_a_ring_of_its_own()
    {
        var region = Assert.Single(RegionTracer.Trace(Mask("###", "#.#", "###")));
        Assert.Equal(4, region.Exterior.Count);
        Assert.Equal(new[] { (10, 10), (10, 20), (20, 20), (20, 10) }.Order(), Assert.Single(region.Holes).Order());
        Assert.Equal(800, region.Area);
        Assert.False(region.Contains(15, 15));
        Assert.True(region.Contains(5, 15));
    }

    [Fact]
    public void Cells_that_only_touch_at_a_corner_are_parted()
    {
        var mask = Mask("##..", "##..", "..##", "..##");
        mask.OpenPinches();
        Assert.Equal(2, RegionTracer.Trace(mask).Count);
        Assert.Equal(7, mask.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(400)]
    public void Lesions_lie_within_the_tissue_and_have_about_the_size_asked_for(int target)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var stream = new RandomStream(seed, "", Purposes.Synthetic, 0);
            var allowed = TissueShape.Draw(ref stream, 1000, 800, 0.4).Eroded();
            var plan = LesionPlan.Draw(ref stream, allowed, target);
            for (var i = 0; i < allowed.Columns * allowed.Rows; i++)
                Assert.True(!plan.Cells[i % allowed.Columns, i / allowed.Columns] || allowed[i % allowed.Columns, i / allowed.Columns]);
            Assert.InRange(plan.Cells.Count, Math.Min(target, 1), Math.Max(target * 1.5, target + 4));
            Assert.True(plan.Cells.Count >= target * 0.7, $"{plan.Cells.Count} of {target}, seed {seed}");
            Assert.Equal((long)plan.Cells.Count * allowed.Cell * allowed.Cell, plan.Regions.Sum(region => region.Area));
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.45)]
    [InlineData(0.6)]
    public void Tissue_has_about_the_share_asked_for_and_stays_clear_of_the_edge(double share)
    {
        var shares = new List<double>();
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var stream = new RandomStream(seed, "", Purposes.Synthetic, 0);
            var mask = TissueShape.Draw(ref stream, 3200, 2560, share);
            shares.Add(mask.Count / (double)(mask.Columns * mask.Rows));
            for (var column = 0; column < mask.Columns; column++)
                Assert.False(mask[column, 0] || mask[column, mask.Rows - 1]);
        }

        Assert.InRange(shares.Average(), share * 0.7, share * 1.3);
    }

    [Fact]
    public void Noise_is_the_same_whichever_square_it_is_asked_for_in()
    {
        var noise = new LatticeNoise(7, 5);
        var whole = new float[40 * 40];
        noise.AddTo(whole, 3, 11, 40, 1);
        var part = new float[8 * 8];
        noise.AddTo(part, 20, 30, 8, 1);
        for (var i = 0; i < part.Length; i++)
        {
            Assert.Equal(whole[((i / 8 + 19) * 40) + (i % 8) + 17], part[i], 1e-5f);
            Assert.Equal(part[i], noise.At(20 + (i % 8), 30 + (i / 8)), 1e-5f);
        }
    }

    private static CellMask Mask(params string[] rows)
    {
        var mask = new CellMask(rows[0].Length, rows.Length, 10);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < rows[0].Length; column++)
                mask[column, row] = rows[row][column] == '#';
        }

        return mask;
    }
}
