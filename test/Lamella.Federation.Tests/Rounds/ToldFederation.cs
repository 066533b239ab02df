using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Tests.Rounds;

/// <summary>A federation as a ledger tells it, event by event: three training sites and one that only tests, a quorum of two, late updates used.</summary>
internal sealed class ToldFederation
{
    public const string Model = "1111111111111111111111111111111111111111111111111111111111111111", Other = "2222222222222222222222222222222222222222222222222222222222222222";
    public const long Least = 5, Most = 20;

    public static readonly SiteId A = new("a"), B = new("b"), C = new("c"), Tester = new("tester");
    private readonly Dictionary<SiteId, long> said = [];

    public ToldFederation()
    {
        Tell(new LedgerOpened("test", "simulated", "key"));
        foreach (var site in new[] { A, B, C, Tester })
            Tell(new SiteEnrolled(site, $"key of {site}"));
    }

    public FederationState State { get; private set; } = FederationState.Empty;

    public StudyProtocol Protocol { get; init; } = new()
    {
        Study = "told",
        Title = "Told",
        Seeds = [1],
        Sites = [new(A, SiteRole.Train), new(B, SiteRole.Train), new(C, SiteRole.Train), new(Tester, SiteRole.External)],
        Dictionary = [new Variable { Name = "x", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis }],
        Task = new BinaryTask("y", "yes"),
        Inputs = new InputSpec { Clinical = ["x"] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = 2, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
        Strategies = [new FedAvgSpec { Name = "fed" }],
        Baselines = new BaselineSpec(),
        Quorum = new QuorumSpec { Sites = 2 },
        Late = new LateSpec(0.5),
    };

    public string Study => ProtocolEncoding.Hash(Protocol);

    public RunId Run => new(Study, "fed", 1);

    public RunState Stand => State.RunOf(Run);

    /// <summary>Names of files for updates.</summary>
    public static string File(SiteId site, int round) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{site} {round}")));

    public void Tell(LedgerEvent e)
    {
        State = State.Apply(e, 1000, new Head(State.Head.Index + 1, Model));
        if (e is SiteStatement statement)
            said[statement.Site] = statement.Number;
    }

    /// <summary>The fold refuses the event, with a reason.</summary>
    public void Refuses(string reason, LedgerEvent e)
    {
        var fault = Assert.Throws<LamellaException>(() => Tell(e));
        Assert.True(fault.Code is ErrorCodes.LedgerBroken or ErrorCodes.StatementInvalid, fault.Message);
        Assert.Contains(reason, fault.Fault, StringComparison.Ordinal);
    }

    public StudyProposed Proposal() => new(
        Study, System.Text.Encoding.UTF8.GetString(ProtocolEncoding.Encode(Protocol)), "test", SiteMetrics.AskedBy(Protocol), "test");

    public long Next(SiteId site) => said.GetValueOrDefault(site) + 1;

    public StudyApproved Approval(SiteId site, long most = Most) =>
        new(site, Next(site), Head.Empty, Study, "test", SiteMetrics.AskedBy(Protocol), "Dr Test", "data steward", null, Least, most);

    public UpdateSubmitted Update(SiteId site, int round, long samples = 10, string? start = null) =>
        new(site, Next(site), Head.Empty, Run, round, start ?? Stand.Current?.Base ?? Stand.Model, File(site, round), 100, samples, 0, 10, 0.5, null, 0, 100);

    /// <summary>The study, approved by these sites, and its run in the queue.</summary>
    public void Begin(params SiteId[] approving)
    {
        Tell(Proposal());
        foreach (var site in approving)
            Tell(Approval(site));
        Tell(new RunQueued(Run, "test"));
    }

    public RoundOpened Opening(int round) => new(Run, round, RoundKind.Training, Stand.Model, Stand.ServerState, []);

    /// <summary>A round up to its sites' being asked.</summary>
    public void Ask(int round)
    {
        Tell(Opening(round));
        Tell(new SitesSelected(Run, round, [A, B, C], []));
        Tell(new ModelPublished(Run, round, 100));
    }

    public void Contribute(SiteId site, int round)
    {
        Tell(Update(site, round));
        Tell(new UpdateAccepted(Run, round, site, File(site, round), 1));
    }

    public RoundClosed Closing(int round, params SiteId[] counted) => new(
        Run, round, counted.Length == 3 ? RoundResult.Complete : RoundResult.Degraded, [.. counted.Select(s => new CountedUpdate(s, round, File(s, round), 10, 1))]);

    /// <summary>A round from its beginning to its end.</summary>
    public void Go(int round, params SiteId[] contributing)
    {
        Ask(round);
        foreach (var site in contributing)
            Contribute(site, round);
        Tell(Closing(round, contributing));
        Tell(new RoundAggregated(Run, round, Other, [], null));
        Tell(new RoundRecorded(Run, round));
    }
}
