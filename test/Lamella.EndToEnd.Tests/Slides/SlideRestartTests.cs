using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Pathology.Catalogue;
using Lamella.Simulation.Slides.Painted;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Slides;

/// <summary>Extraction as a real process that is killed at any moment.</summary>
public sealed class SlideRestartTests : IDisposable
{
    private const int Slides = 6;
    private readonly TemporaryFolder folder = new();
    private readonly string slides;

    public SlideRestartTests()
    {
        var built = PaintedSlideBuilder.Build(new PaintedSlideOptions { OutputFolder = folder.File("built"), Slides = Slides, Width = 2400 });
        slides = Path.GetDirectoryName(built[0].File)!;
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_again_and_again_it_ends_in_the_same_bags_and_repeats_at_most_one_slide()
    {
        Assert.Equal(0, (await LamellaProcess.RunAsync(Extract("undisturbed"))).Exit);
        // The same key, or slides would have other names.
        Directory.CreateDirectory(folder.File("killed", "private"));
        File.Copy(folder.File("undisturbed", "private", "pseudonym.key"), folder.File("killed", "private", "pseudonym.key"));

        for (var bags = 1; bags < Slides; bags += 2)
        {
            using var extraction = LamellaProcess.Start(Extract("killed"));
            while (!extraction.HasExited && Bags("killed").Count < bags)
                await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
            await extraction.KillAsync();

            var before = Bags("killed");
            // A bag may be on the disk whose row is not: never the other way round.
            Assert.InRange(before.Count - Rows("killed").Count(row => row.BagSha256.Length > 0), 0, 1);
            using (var again = LamellaProcess.Start(Extract("killed")))
            {
                while (!again.HasExited && Bags("killed").Count < Math.Min(Slides, before.Count + 1))
                    await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
                await again.KillAsync();
            }

            // What was finished is not made again.
            Assert.All(before, bag => Assert.Equal(bag.Value, Bags("killed")[bag.Key]));
        }

        Assert.Equal(0, (await LamellaProcess.RunAsync(Extract("killed"))).Exit);
        Assert.Equal(Slides, Rows("killed").Count(row => row.BagSha256.Length > 0));
        Assert.Equal(Rows("undisturbed").Select(row => (row.File, row.Slide, row.BagSha256, row.TilesInBag)), Rows("killed").Select(row => (row.File, row.Slide, row.BagSha256, row.TilesInBag)));
        Assert.Empty(Directory.GetFiles(folder.File("killed"), "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(File.ReadAllText(folder.File("undisturbed", "slides.csv")), File.ReadAllText(folder.File("killed", "slides.csv")));
    }

    private string[] Extract(string store) => ["slides", "extract", slides, "--out", folder.File(store)];

    /// <summary>Finished bags and when each was written.</summary>
    private SortedDictionary<string, DateTime> Bags(string store)
    {
        var path = folder.File(store, "bags");
        return Directory.Exists(path) ? new(Directory.GetFiles(path, "*.h5").ToDictionary(file => file, File.GetLastWriteTimeUtc)) : [];
    }

    private IReadOnlyList<SlideRecord> Rows(string store)
    {
        using var opened = SlideStore.OpenForReading(folder.File(store));
        return opened.Catalogue.Slides();
    }
}
