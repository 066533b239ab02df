using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Work;

namespace Lamella.EndToEnd.Tests.Workers;

/// <summary>A study is approved again with another cohort of as many patients.</summary>
public class SwitchedCohortTests
{
    [Fact]
    public async Task Nothing_that_was_made_of_the_one_is_the_answer_for_the_other()
    {
        using var site = new WorkerSite();
        var folder = new SiteFolder(site.Home);
        var (map, place) = (site.Study.Sites[site.Site].MapFile, site.Study.Sites[site.Site].Folder);
        var cohorts = new SiteCohorts(folder.Cohorts);
        cohorts.Add("all", map, place, null, null, DateTimeOffset.UnixEpoch);
        var bindings = new StudyCohorts(folder);
        bindings.Bind(site.Run.ProtocolSha256, "all");
        await using var executor = site.Open();
        using var work = new ProcessRoundWork(folder, site.Site, _ => Task.FromResult(site.Study.Protocol), executor, TimeProvider.System);
        var files = new RoundFiles(site.Model, null, null);
        var (first, _) = await work.DoAsync(site.Order, files, _ => { }, default);

        // The same patients with other values.
        var other = Path.Combine(place, "other.csv");
        File.WriteAllText(other, File.ReadAllText(Path.Combine(place, "table.csv")).Replace(",1\n", ",0 \n", StringComparison.Ordinal).Replace(",0\n", ",1\n", StringComparison.Ordinal));
        cohorts.Add("two", map, place, other, null, DateTimeOffset.UnixEpoch);
        bindings.Bind(site.Run.ProtocolSha256, "two");
        var (second, _) = await work.DoAsync(site.Order, files, _ => { }, default);
        Assert.Equal(first.Samples, second.Samples);
        Assert.NotEqual(first.Update, second.Update);

        // And back: what is asked for again is made again, with the same bytes.
        bindings.Bind(site.Run.ProtocolSha256, "all");
        Assert.Equal(first.Update, (await work.DoAsync(site.Order, files, _ => { }, default)).Update.Update);
        Assert.Equal(["all", "all", "two"], new UpdateOrigins(folder).Of(site.Run.ProtocolSha256).SelectMany(o => o).Select(o => o.Cohort).Order(StringComparer.Ordinal));
    }
}
