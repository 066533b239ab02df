using System.Text.Json;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.EndToEnd.Tests.Network;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Testing;
using Lamella.Testing.Network;

namespace Lamella.EndToEnd.Tests.Processes;

/// <summary>A study of three hospitals as a consortium sets itself up: a coordinator and three sites, each a process of the real program, by its verbs.</summary>
/// <param name="study">Protocol of a study named <c>small</c> with the sites north, south and west.</param>
/// <param name="data">A folder per site with its map.</param>
internal sealed class DeployedConsortium(string study, string data) : IAsyncDisposable
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();
    private readonly SortedDictionary<string, LamellaProcess> sites = new(StringComparer.Ordinal);
    private LamellaProcess? coordinator;

    /// <summary>Where the coordinator listens.</summary>
    public string Listen { get; init; } = $"127.0.0.1:{Ports.Free()}";

    /// <summary>Where sites dial; null for where the coordinator listens.</summary>
    public string? Address { get; init; }

    /// <summary>Changes to the study.</summary>
    public string[] Set { get; init; } = [];

    /// <summary>What starts a program in a place, which is a site or <c>hub</c>; empty for nothing.</summary>
    public Func<string, string[]> Through { get; init; } = _ => [];

    /// <summary>The coordinator's folder; left out: one of its own.</summary>
    public string Coordinator { get => field ?? folder.File("hub"); init; }

    /// <summary>Told when a site has approved, before it is asked to do anything.</summary>
    public Action<string> Approved { get; init; } = _ => { };

    public static IEnumerable<string> Sites => ["north", "south", "west"];

    public string PlaceOf(string site) => folder.File(site);

    public string PathOf(params string[] parts) => folder.File(parts);

    /// <summary>Coordinator and sites, joined and running; the study proposed and approved.</summary>
    public async Task BeginAsync()
    {
        await ProposeAsync();
        foreach (var site in Sites)
        {
            await ApproveAsync(site);
            Approved(site);
        }
    }

    /// <summary>Coordinator and sites, joined and running; the study proposed.</summary>
    public async Task ProposeAsync()
    {
        await DoAsync("coordinator", "init", Coordinator, "--federation", "test", "--address", Address ?? Listen, "--listen", Listen);
        await StartCoordinatorAsync();
        foreach (var site in Sites)
        {
            var code = (await DoAsync("coordinator", "invite", Coordinator, site)).Split('\n')[0];
            await DoAtAsync(site, "site", "join", PlaceOf(site), "--code", code);
            await StartSiteAsync(site);
        }

        await DoAsync(["study", "propose", study, "--at", Coordinator, "--purpose", "a test", "--by", "test", .. Set.SelectMany(s => new[] { "--set", s })]);
    }

    /// <summary>Until a site has heard of the study.</summary>
    public Task HearOfStudyAsync(string site) =>
        Eventually.HoldsAsync(async () => (await DoAtAsync(site, "site", "status", PlaceOf(site))).Contains("small", StringComparison.Ordinal), Longest);

    /// <summary>Until the coordinator says something.</summary>
    public Task HearAsync(string text) => coordinator!.HearAsync(text);

    public async Task StartCoordinatorAsync()
    {
        coordinator?.Dispose();
        coordinator = LamellaProcess.StartAs(Through("hub"), ["coordinator", "run", Coordinator]);
        await coordinator.HearAsync("listens on");
    }

    public async Task StartSiteAsync(string site)
    {
        if (sites.Remove(site, out var before))
            before.Dispose();
        sites[site] = LamellaProcess.StartAs(Through(site), ["site", "run", PlaceOf(site)]);
        await sites[site].HearAsync("The line is up");
    }

    public Task KillCoordinatorAsync() => coordinator!.KillAsync();

    public Task KillSiteAsync(string site) => sites[site].KillAsync();

    /// <summary>Ends the sites in order, so that they say no more.</summary>
    public async Task EndSitesAsync()
    {
        foreach (var site in sites.Values)
            Assert.Equal(0, await site.EndAsync());
    }

    /// <summary>The study as <c>study status --json</c> tells it.</summary>
    public async Task<JsonElement> StatusAsync() => JsonDocument.Parse(await DoAsync("study", "status", "small", "--at", Coordinator, "--json")).RootElement.Clone();

    /// <summary>Waits until the study is over, and fetches it.</summary>
    /// <returns>SHA-256 of each common model's file.</returns>
    public async Task<IReadOnlyDictionary<string, string>> FetchAsync()
    {
        await DoAsync("study", "watch", "small", "--at", Coordinator);
        await DoAsync("study", "fetch", "small", "--at", Coordinator, "--out", folder.File("fetched"));
        return Models(folder.File("fetched"));
    }

    /// <summary>The models of a simulated study with the same changes, by the same names.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SimulateAsync()
    {
        await DoAsync(["simulate", study, "--data", data, "--out", folder.File("simulated"), .. Set.SelectMany(s => new[] { "--set", s })]);
        return Models(folder.File("simulated"));
    }

    public static Task<string> DoAsync(params string[] arguments) => DoThroughAsync([], arguments);

    /// <summary>Does something in a site's own place.</summary>
    public Task<string> DoAtAsync(string site, params string[] arguments) => DoThroughAsync(Through(site), arguments);

    public ValueTask DisposeAsync()
    {
        foreach (var site in sites.Values)
            site.Dispose();
        coordinator?.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Bytes that a site's egress log says have left.</summary>
    public long LoggedBytes(string site)
    {
        using var lines = EgressLog.OpenText(new SiteFolder(PlaceOf(site)).EgressLog);
        return EgressLog.Read(lines).Sum(r => r.Bytes);
    }

    private async Task ApproveAsync(string site)
    {
        await HearOfStudyAsync(site);
        var own = Path.Combine(data, site);
        OpenPolicy.Write(new SiteFolder(PlaceOf(site)).Policy);
        await DoAtAsync(site, "site", "cohort", "add", PlaceOf(site), "all", "--map", Path.Combine(own, "map.yaml"));
        await DoAtAsync(site, "site", "approve", PlaceOf(site), "small", "--cohort", "all", "--by", "Dr " + site, "--role", "data steward");
    }

    private static async Task<string> DoThroughAsync(string[] through, string[] arguments)
    {
        var (exit, output, errors) = await LamellaProcess.RunAsAsync(through, arguments);
        return exit == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {exit}\n{output}{errors}");
    }

    private static SortedDictionary<string, string> Models(string folder) => new(
        Directory.EnumerateFiles(Path.Combine(folder, "models"), "federated-*.safetensors")
            .ToDictionary(f => Path.GetFileName(f), Sha256), StringComparer.Ordinal);

    private static string Sha256(string file) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
}
