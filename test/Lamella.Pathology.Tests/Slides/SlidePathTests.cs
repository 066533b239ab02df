using Lamella.Pathology.Quality;
using Lamella.Pathology.Tests.Extraction;
using Lamella.Testing;
using Lamella.Testing.Zoo;

namespace Lamella.Pathology.Tests.Slides;

/// <summary>Odd names and links.</summary>
public sealed class SlidePathTests : IDisposable
{
    private readonly ExtractionFixture fixture = new();
    private readonly TemporaryFolder elsewhere = new();

    public void Dispose()
    {
        fixture.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public void Spaces_accents_and_brackets_are_part_of_a_name()
    {
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Slides, "été no 2 [1]")).FullName;
        new SlideZoo(folder).Good("lame [page=1] ß.tif");
        var plain = new PixelZoo(folder).Jpeg();
        File.Move(plain, Path.Combine(folder, "cœur [2].jpg"));

        var summary = fixture.Extract(job => job with { MicronsPerPixel = 0.5 });

        Assert.Equal((2, 0), (summary.Made, summary.Refused));
        Assert.Equal(["été no 2 [1]/cœur [2].jpg", "été no 2 [1]/lame [page=1] ß.tif"], fixture.Catalogue().Select(row => Path.GetRelativePath(fixture.Slides, row.File)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_loop_of_links_ends_where_it_began_and_a_link_to_a_slide_is_that_slide()
    {
        var target = new SlideZoo(elsewhere.FullName).Good();
        Directory.CreateSymbolicLink(Path.Combine(fixture.Slides, "loop"), fixture.Slides);
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "a.tif"), target);
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "b.tif"), target);

        var summary = fixture.Extract();

        Assert.Equal(["a.tif", "b.tif"], fixture.Catalogue().Select(row => Path.GetRelativePath(fixture.Slides, row.File)));
        Assert.Equal(1, summary.Made);
        Assert.Equal(FindingCodes.Duplicate, Assert.Single(fixture.Row("b.tif").Findings).Code);
    }

    [Fact]
    public void Another_slide_behind_the_same_link_is_noticed()
    {
        var target = new SlideZoo(elsewhere.FullName).Good();
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "a.tif"), target);
        fixture.Extract();
        var before = fixture.Row("a.tif");
        File.Move(new SlideZoo(elsewhere.FullName).ThirdLevels(), target, overwrite: true);

        Assert.Equal(1, fixture.Extract().Made);
        Assert.NotEqual(before.Slide, fixture.Row("a.tif").Slide);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_unreachable_and_not_damaged()
    {
        File.CreateSymbolicLink(Path.Combine(fixture.Slides, "a.tif"), elsewhere.File("gone.tif"));
        new SlideZoo(fixture.Slides).Good();

        var summary = fixture.Extract(job => job with { Retry = new() { Tries = 1 } });

        Assert.Equal((1, 1), (summary.Made, summary.Unreachable));
        Assert.Equal(FindingCodes.Unreachable, Assert.Single(fixture.Row("a.tif").Findings).Code);
    }
}
