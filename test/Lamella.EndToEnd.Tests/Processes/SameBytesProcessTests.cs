using System.Text.Json;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Testing.Network;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>A study of four processes ends in the bytes of the simulated one, whatever is killed while it runs.</summary>
public class SameBytesProcessTests
{
    /// <summary>Well within one model and beyond all that is said beside it.</summary>
    private const long PartOfAModel = 700_000;

    /// <summary>A model of 2 MB, trained long enough to be killed in the middle.</summary>
    private static readonly string[] Large = ["model.hidden=[1024,450]", "training.roundSteps=25"];

    [Fact]
    public async Task Simulated_and_deployed_and_what_left_agrees_with_the_ledger()
    {
        using var hospitals = new TableConsortium();
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data);
        await consortium.BeginAsync();
        var models = await consortium.FetchAsync();
        Assert.Equal(2, models.Count);
        Assert.Equal(await consortium.SimulateAsync(), models);
        await VerifyAsync(consortium);
    }

    [Fact]
    public async Task Killed_in_training_in_upload_and_in_download()
    {
        await using var relay = new ShapedRelay(new LineShape()) { Target = Ports.Free() };
        using var hospitals = new TableConsortium();
        await using var consortium = new DeployedConsortium(hospitals.StudyFile, hospitals.Data) { Listen = $"127.0.0.1:{relay.Target}", Address = $"127.0.0.1:{relay.Port}", Set = Large };
        await consortium.BeginAsync();

        await TrainingAsync(consortium, "north");
        await consortium.KillSiteAsync("north");
        await consortium.StartSiteAsync("north");

        // Whose upload it is that stops halfway is chance, so every site is killed.
        await relay.StallAfter(PartOfAModel, up: true).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        foreach (var site in DeployedConsortium.Sites)
            await consortium.KillSiteAsync(site);
        relay.Open();
        foreach (var site in DeployedConsortium.Sites)
            await consortium.StartSiteAsync(site);

        await relay.StallAfter(PartOfAModel, up: false).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await consortium.KillCoordinatorAsync();
        relay.Open();
        await consortium.StartCoordinatorAsync();

        var models = await consortium.FetchAsync();
        Assert.Equal(2, models.Count);
        Assert.Equal(await consortium.SimulateAsync(), models);
        await VerifyAsync(consortium);
    }

    private static async Task TrainingAsync(DeployedConsortium consortium, string site)
    {
        static bool IsTraining(JsonElement s) => s.GetProperty("work") is { ValueKind: JsonValueKind.Object } work && work.GetProperty("step").GetInt32() > 0;
        await Eventually.HoldsAsync(
            async () => (await consortium.StatusAsync()).GetProperty("sites").EnumerateArray().Any(s => s.GetProperty("site").GetString() == site && IsTraining(s)), TimeSpan.FromMinutes(1));
    }

    private static async Task VerifyAsync(DeployedConsortium consortium)
    {
        await consortium.EndSitesAsync();
        await DeployedConsortium.DoAsync("study", "fetch", "small", "--at", consortium.Coordinator, "--out", consortium.PathOf("last"));
        var ledger = consortium.PathOf("last", "ledger.txt");
        await DeployedConsortium.DoAsync("ledger", "verify", ledger);
        foreach (var site in DeployedConsortium.Sites)
            await DeployedConsortium.DoAsync("site", "egress", "verify", consortium.PlaceOf(site), "--ledger", ledger);
    }
}
