using Lamella.Pathology.Tissue;

namespace Lamella.Pathology.Tests.Tissue;

public sealed class PolygonTests
{
    [Fact]
    public void A_square_with_a_hole()
    {
        var polygon = new Polygon([Square(0, 0, 8), Square(2, 2, 4)]);
        Assert.True(polygon.Contains(1, 1));
        Assert.False(polygon.Contains(3, 3));
        Assert.False(polygon.Contains(9, 1));
        var grid = new bool[100];
        polygon.Paint(grid, 10, 10, 1, 1);
        Assert.Equal(64 - 16, grid.Count(cell => cell));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(polygon.Contains((i % 10) + 0.5, (i / 10) + 0.5), grid[i]));
    }

    [Fact]
    public void Painting_and_asking_agree_on_a_star_that_crosses_itself()
    {
        var star = new Polygon([[.. Enumerable.Range(0, 5).Select(i => new Vertex(50 + (47 * Math.Sin(i * 0.8 * Math.PI)), 50 - (47 * Math.Cos(i * 0.8 * Math.PI))))]]);
        var grid = new bool[100 * 60];
        star.Paint(grid, 100, 60, 1.0, 1.5);
        Assert.All(Enumerable.Range(0, 6000), i => Assert.Equal(star.Contains((i % 100) + 0.5, ((i / 100) + 0.5) * 1.5), grid[i]));
        // The middle of a pentagram is crossed twice: outside, by the odd rule.
        Assert.False(star.Contains(50, 50));
        Assert.True(star.Contains(50, 10));
    }

    [Fact]
    public void What_lies_outside_the_grid_is_cut_off()
    {
        var grid = new bool[16];
        new Polygon([Square(-100, -100, 102)]).Paint(grid, 4, 4, 1, 1);
        Assert.Equal([0, 1, 4, 5], Enumerable.Range(0, 16).Where(i => grid[i]));
        new Polygon([Square(200, 0, 5)]).Paint(grid, 4, 4, 1, 1);
        Assert.Equal(4, grid.Count(cell => cell));
    }

    private static Vertex[] Square(double x, double y, double side) => [new(x, y), new(x + side, y), new(x + side, y + side), new(x, y + side), new(x, y)];
}
