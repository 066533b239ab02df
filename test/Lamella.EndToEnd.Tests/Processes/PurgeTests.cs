using System.Text.Json;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Federation.Rounds;
using Lamella.Site.Hosting;
using Lamella.Site.Work;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>What a real study leaves at real sites is purged, and looked for byte by byte.</summary>
public class PurgeTests
{
    /// <summary>What may still name a purged study (docs/purge.md).</summary>
    private static readonly string[] Stays = ["ledger.db", "ledger.db-wal", "egress.log", "answers.log", "purges"];

    [Fact]
    public async Task A_running_and_a_stopped_site_purge_a_study_and_nothing_of_it_is_found_or_comes_back()
    {
        using var hospitals = new TableConsortium();
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data);
        await consortium.BeginAsync();
        var models = await consortium.FetchAsync();
        var study = (await consortium.StatusAsync()).GetProperty("study").GetString()!;
        Assert.All(DeployedConsortium.Sites, site => Plant(consortium.PlaceOf(site), study, site + "012"));
        var (north, south) = (RemainsOf(consortium, hospitals, "north", study, models.Values), RemainsOf(consortium, hospitals, "south", study, models.Values));
        Before(north, "north012");
        Before(south, "south012");

        // A running site.
        var home = consortium.PlaceOf("north");
        var proof = JsonDocument.Parse(await DeployedConsortium.DoAsync("site", "purge", home, "small", "--json")).RootElement;
        Assert.True(proof.GetProperty("isComplete").GetBoolean(), proof.ToString());
        After(north, study);
        Assert.True(proof.GetProperty("deleted").EnumerateArray().Sum(d => d.GetProperty("bytes").GetInt64()) > 10_000, proof.ToString());
        Assert.Contains("was purged on", await DeployedConsortium.DoAsync("site", "status", home), StringComparison.Ordinal);
        await DeployedConsortium.DoAsync("site", "egress", "verify", home);

        // It is killed and comes back, and the coordinator with it: nothing is fetched or made again, and nobody approves it again.
        await consortium.KillSiteAsync("north");
        await consortium.StartSiteAsync("north");
        var (exit, _, told) = await LamellaProcess.RunAsync("site", "approve", home, "small", "--cohort", "all", "--by", "Dr North", "--role", "data steward", "--yes");
        Assert.True(exit == 1 && told.Contains("has done with it", StringComparison.Ordinal), told);
        After(north, study);

        // The same again says the same, and what was deleted.
        Assert.Contains("received models and totals", await DeployedConsortium.DoAsync("site", "purge", home, study[..12]), StringComparison.Ordinal);

        // A site that does not run.
        await consortium.EndSitesAsync();
        var stopped = consortium.PlaceOf("south");
        var words = await DeployedConsortium.DoAsync("site", "purge", stopped, "small");
        Assert.Contains("found in none but those that stay", words, StringComparison.Ordinal);
        After(south, study);
        await DeployedConsortium.DoAsync("site", "egress", "verify", stopped);
        await consortium.StartSiteAsync("south");
        await Eventually.HoldsAsync(async () => (await DeployedConsortium.DoAsync("site", "status", stopped)).Contains("was purged on", StringComparison.Ordinal), DeployedConsortium.Longest);
        After(south, study);

        // What rests on a patient cannot be told any more, and that is said.
        Assert.Contains("were purged here", await TraceAsync(home, "north012"), StringComparison.Ordinal);
    }

    private static SiteRemains RemainsOf(DeployedConsortium consortium, TableConsortium hospitals, string site, string study, IEnumerable<string> models) => new(
        consortium.PlaceOf(site), study, models, File.ReadLines(Path.Combine(hospitals.Data, site, "table.csv")).Skip(1).Select(l => l.Split(',')[0]));

    /// <summary>All of it is there to be found, or finding none later says nothing.</summary>
    private static void Before(SiteRemains remains, string planted)
    {
        var found = remains.Find();
        Assert.Empty(remains.Names.Except(found.Keys));
        Assert.True(remains.Weights.Count > 20, $"{remains.Weights.Count}");
        Assert.Empty(remains.Weights.Except(found.Keys));
        Assert.Equal(["worker.log"], found[planted]);
    }

    private static void After(SiteRemains remains, string study)
    {
        var found = remains.Find();
        Assert.Empty(remains.Weights.Intersect(found.Keys));
        Assert.Empty(remains.Patients.Intersect(found.Keys));
        Assert.Empty(found.Values.SelectMany(f => f).Select(f => f.Split(Path.DirectorySeparatorChar)[0]).Distinct().Except(Stays));
        Assert.Contains(study, found.Keys);
    }

    /// <summary>A worker that died, with a patient in the words that it wrote.</summary>
    private static void Plant(string place, string study, string patient) =>
        new WorkerLog(new SiteFolder(place).WorkerLog).Add(new WorkerIncident(DateTimeOffset.UnixEpoch, new RunId(study, "fedavg", 1), "planted", null, $"cannot read {patient}"));

    private static Task<string> TraceAsync(string home, string patient) => DeployedConsortium.DoAsync("ledger", "show", home, "--touched-by", patient);
}
