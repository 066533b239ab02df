using System.Collections.Concurrent;
using System.Diagnostics;
using Lamella.Coordinator.Hosting;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Egress;
using Lamella.Site.Hosting;
using Lamella.Testing;
using Lamella.Testing.Network;
using Lamella.Transport.Identity;

namespace Lamella.Bench.Network;

/// <summary>A coordinator and its sites with mutual TLS on loopback and everything durable, without training: the time of each round by the ledger's own events.</summary>
internal sealed class NetworkRounds : IAsyncDisposable
{
    /// <summary>Training patients each site claims.</summary>
    public const int Samples = 10;

    private readonly string folder;
    private readonly StudyProtocol protocol;
    private readonly List<(SiteIdentity Identity, SiteHost Host)> sites = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> recorded = [];
    private readonly ConcurrentQueue<Exception> broken = [];
    private TaskCompletionSource recordedNow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CoordinatorHost coordinator = null!;

    private NetworkRounds(string folder, StudyProtocol protocol) => (this.folder, this.protocol) = (folder, protocol);

    private RunId Run => new(ProtocolEncoding.Hash(protocol), "FedAvg", 1);

    /// <summary>Entries a round has in the ledger.</summary>
    public double EntriesPerRound => (double)coordinator.State.Head.Index / protocol.Training.Rounds;

    /// <summary>Runs all rounds.</summary>
    /// <param name="folder">For everything.</param>
    /// <param name="siteCount">Sites.</param>
    /// <param name="width">Width of the head: the model has about 4096 x width numbers when large.</param>
    /// <param name="isLarge">Whether the model is large.</param>
    /// <param name="rounds">Rounds.</param>
    /// <returns>Seconds of each round.</returns>
    public static async Task<(NetworkRounds Federation, double[] Seconds)> RunAsync(string folder, int siteCount, int width, bool isLarge, int rounds)
    {
        var federation = await BeginAsync(folder, siteCount, width, isLarge, rounds);
        return (federation, await federation.EndAsync());
    }

    /// <summary>Begins the rounds.</summary>
    /// <param name="folder">For everything.</param>
    /// <param name="siteCount">Sites.</param>
    /// <param name="width">Width of the head: the model has about 2048 x width numbers when large.</param>
    /// <param name="isLarge">Whether the model is large.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="relay">What sites dial in the coordinator's place; null: nothing.</param>
    public static async Task<NetworkRounds> BeginAsync(string folder, int siteCount, int width, bool isLarge, int rounds, ShapedRelay? relay = null)
    {
        var head = HeadPresets.Create("deepmil", new HeadOptions { Width = width, Attention = 4, Hidden = [4], Dropout = 0 });
        var federation = new NetworkRounds(folder, new StudyProtocol
        {
            Study = "network",
            Title = "Rounds without training",
            Seeds = [1],
            Sites = [.. Enumerable.Range(0, siteCount).Select(i => new SiteSpec(new SiteId($"site-{i:000}"), SiteRole.Train))],
            Dictionary = [],
            Task = new BinaryTask("response", "yes"),
            Inputs = new InputSpec { Bags = new BagInput { Dimension = isLarge ? 4096 : 8 } },
            Split = new ColumnSplit(),
            Model = head,
            Training = new TrainingSpec { Rounds = rounds, RoundSteps = 1, Batch = 1, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } },
            Strategies = [new FedAvgSpec { Name = "FedAvg" }],
            Baselines = new BaselineSpec(),
        });
        await federation.StartAsync(isLarge, relay);
        return federation;
    }

    /// <summary>The coordinator.</summary>
    public CoordinatorHost Coordinator => coordinator;

    /// <summary>Rounds that were recorded so far.</summary>
    public int Recorded
    {
        get
        {
            lock (recorded)
                return recorded.Count;
        }
    }

    /// <summary>Faults of the coordinator that nobody waited for.</summary>
    public IReadOnlyCollection<Exception> Broken => broken;

    /// <summary>Until the run is over.</summary>
    /// <returns>Seconds of each round but the first.</returns>
    public async Task<double[]> EndAsync()
    {
        await ended.Task;
        if (coordinator.State.RunOf(Run) is { Status: not RunStatus.Completed } run)
            throw new InvalidOperationException($"{run.Status}: {run.Reason}");
        return [.. recorded.Zip(recorded.Skip(1), (a, b) => Stopwatch.GetElapsedTime(a, b).TotalSeconds)];
    }

    /// <summary>Until so many rounds were recorded.</summary>
    public async Task RoundsAsync(int count)
    {
        while (true)
        {
            var next = Volatile.Read(ref recordedNow).Task;
            if (Recorded >= count)
                return;
            await next;
        }
    }

    /// <summary>Stops the coordinator and starts it again.</summary>
    public async Task RestartAsync()
    {
        await coordinator.DisposeAsync();
        coordinator = await CoordinatorHost.StartAsync(CoordinatorFolder.Open(Path.Combine(folder, "hub")), TimeProvider.System, Hear, broken.Enqueue);
    }

    /// <summary>The identity of a site that joins and takes part in nothing; the caller disposes it.</summary>
    public async Task<SiteIdentity> JoinAsync(SiteId site)
    {
        var place = new SiteFolder(Path.Combine(folder, site.Value));
        using var log = new EgressLog(place.EgressLog, TimeProvider.System);
        return await EgressGate.JoinAsync(JoinCode.Parse(coordinator.Invite(site).Code), place.Identity, log, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (identity, host) in sites)
        {
            await host.DisposeAsync();
            identity.Dispose();
        }

        await coordinator.DisposeAsync();
    }

    private async Task StartAsync(bool isLarge, ShapedRelay? relay)
    {
        var port = Ports.Free();
        relay?.Target = port;
        var settings = new CoordinatorSettings { Federation = "bench", Listen = $"127.0.0.1:{port}", PublicAddress = $"127.0.0.1:{relay?.Port ?? port}" };
        coordinator = await CoordinatorHost.StartAsync(CoordinatorFolder.Create(Path.Combine(folder, "hub"), settings, TimeProvider.System), TimeProvider.System, Hear, broken.Enqueue);
        var manifest = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, 0, protocol.Training.KeepLocal).Manifest.Shared();
        for (var i = 0; i < protocol.Sites.Length; i++)
            await StartSiteAsync(protocol.Sites[i].Id, i, manifest, isLarge);
        await coordinator.AskAsync(c =>
        {
            c.Propose(protocol, "bench", "bench");
            return true;
        });
        await Task.WhenAll(sites.Select(async s =>
        {
            await s.Host.WhenAsync(a => a.View.Studies.ContainsKey(Run.ProtocolSha256));
            await s.Host.AskAsync(a =>
            {
                a.Approve(Run.ProtocolSha256, "bench", SiteMetrics.AskedBy(protocol), "bench", "bench", null, 1, Samples);
                return true;
            });
        }));
        await coordinator.AskAsync(c =>
        {
            c.Queue(Run, "bench");
            return true;
        });
    }

    private async Task StartSiteAsync(SiteId site, int number, ParameterManifest manifest, bool isLarge)
    {
        var place = new SiteFolder(Path.Combine(folder, site.Value));
        (await JoinAsync(site)).Dispose();
        var identity = SiteIdentity.Open(place.Identity);
        Directory.CreateDirectory(place.Jobs);
        var work = new NoTraining(place.Jobs, manifest, number, isLarge);
        work.Prepare();
        OpenPolicy.Write(place.Policy);
        sites.Add((identity, new SiteHost(place, identity, work, TimeProvider.System)));
    }

    private void Hear(LedgerEvent e, FederationState state)
    {
        if (e is RoundRecorded)
        {
            lock (recorded)
                recorded.Add(Stopwatch.GetTimestamp());
            Interlocked.Exchange(ref recordedNow, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }

        if (e is RunEnded)
            ended.TrySetResult();
    }
}
