using Lamella.Coordinator.Rounds;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Faults.Disks;

namespace Lamella.Simulation.Faults;

/// <summary>
/// A whole federation in one process and in virtual time: the production coordinator, agents, rules and jobs, on simulated disks and lines. The same seed
/// gives the same history.
/// </summary>
internal sealed class SimulatedFederation
{
    private static readonly TimeSpan Last = TimeSpan.FromHours(72), Settle = TimeSpan.FromHours(1), Blink = TimeSpan.FromSeconds(2);

    private readonly FaultScenario scenario;
    private readonly SortedDictionary<SiteId, SiteNode> sites = [];
    private readonly Dictionary<RunId, RunPlan> plans = [];
    private readonly List<(FaultKind Kind, TimeSpan Until)> underWay = [];
    private (RunPhase Phase, RunStep Step)? taken;
    private long told = -1;

    public SimulatedFederation(FaultScenario scenario, PlantedBug? bug = null, Action<TimeSpan, string>? tell = null)
    {
        this.scenario = scenario;
        Bug = bug ?? new PlantedBug();
        Machine = new RoundStateMachine(Bug.Machine.Rows, (phase, step) => taken = (phase, step));
        Log = new FaultLog(Time, tell);
        Network = new SimulatedNetwork(Time, scenario.Seed, Log);
        Coordinator = new CoordinatorNode(this);
        foreach (var (site, samples) in scenario.Sites)
            sites[site] = new SiteNode(site, samples, this, TimeSpan.FromSeconds(3 + (samples % 9)));
        foreach (var protocol in scenario.Studies)
        {
            var run = new RunId(ProtocolEncoding.Hash(protocol), "fed", scenario.Seed);
            plans[run] = RunPlan.Of(protocol, run);
        }
    }

    public VirtualTime Time { get; } = new();

    public FaultLog Log { get; }

    public SimulatedNetwork Network { get; }

    public CoordinatorNode Coordinator { get; }

    public PlantedBug Bug { get; }

    /// <summary>The coordinator's table, which is watched.</summary>
    public RoundStateMachine Machine { get; }

    /// <summary>Told of every new entry, for scenarios in which something happens at a certain moment.</summary>
    public Action<LedgerEvent>? Happened { get; set; }

    public GroundTruth Truth { get; } = new();

    public FaultScenario Scenario => scenario;

    public IReadOnlyCollection<SiteNode> Sites => sites.Values;

    public IReadOnlyCollection<RunId> Runs => plans.Keys;

    public SiteNode SiteOf(SiteId site) => sites[site];

    public RunPlan PlanOf(RunId run) => plans[run];

    /// <summary>Lets it all happen; afterwards faults have ended, and every run should have too.</summary>
    public void Run()
    {
        Plan();
        Coordinator.Start();
        foreach (var site in sites.Values.Where(s => !StartsLate(s.Site)))
            site.Start();
        foreach (var site in sites.Keys)
            Coordinator.Insist(state => state.Sites.ContainsKey(site), c => c.Enrol(site, SimulatedSignatures.SignerOf(site.Value).PublicKey));
        foreach (var protocol in scenario.Studies)
        {
            var study = ProtocolEncoding.Hash(protocol);
            Coordinator.Insist(state => state.Studies.ContainsKey(study), c => c.Propose(protocol, "simulation", "simulation"));
            Coordinator.Insist(
                state => state.Runs.Keys.Any(r => r.ProtocolSha256 == study) || state.Studies.GetValueOrDefault(study)?.Cancelled is not null,
                c => { if (c.State.Studies.ContainsKey(study)) c.Queue(new RunId(study, "fed", scenario.Seed), "simulation"); });
        }

        Time.After(scenario.FaultsEnd, Heal);
        Time.Run(() => Time.Now > scenario.FaultsEnd && AllEnded(), Last);
        Time.Run(() => false, Time.Now + Settle);
    }

    /// <summary>The coordinator has a new entry, or reads an old one again.</summary>
    public void Told(LedgerEvent e, FederationState state)
    {
        Log.Tell(FaultWords.Of(e));
        if (state.Head.Index > told)
        {
            told = state.Head.Index;
            if (taken is { } row)
                Log.Covered.UnionWith(underWay.Where(f => Time.Now <= f.Until).Select(f => (row.Phase, row.Step, f.Kind)));
            Happened?.Invoke(e);
        }

        taken = null;
    }

    private bool AllEnded() => Coordinator.State is { } state && state.OpenRuns.IsEmpty && state.Runs.Count >= scenario.Studies.Length;

    private bool StartsLate(SiteId site) => scenario.Faults.Any(f => f.Kind == FaultKind.NeverStarts && f.Site == site);

    private void Plan()
    {
        foreach (var fault in scenario.Faults)
        {
            var site = sites[fault.Site];
            if (fault.Kind == FaultKind.LateApproval)
                site.HoldsApproval = true;
            var at = fault.Kind is FaultKind.SlowSite or FaultKind.LyingSite ? TimeSpan.Zero : fault.At;
            Time.After(at, () =>
            {
                Log.Tell($"fault: {fault.Kind} {fault.Site} for {fault.For}");
                underWay.Add((fault.Kind, Time.Now + fault.For));
                Strike(fault, site);
            });
            Time.After(at + fault.For, () => EndOf(fault, site));
        }
    }

    private void Strike(PlannedFault fault, SiteNode site)
    {
        var until = Time.Now + fault.For;
        if (fault.Kind is not (FaultKind.MessageDoubled or FaultKind.MessageLost or FaultKind.MessageReordered or FaultKind.CoordinatorCrash or FaultKind.SiteCrash or FaultKind.TornWrite
            or FaultKind.LyingSite or FaultKind.WorkFails))
        {
            Log.Count(fault.Kind);
        }

        switch (fault.Kind)
        {
            case FaultKind.CoordinatorCrash:
                Coordinator.Disk.DiesAt = (fault.Step, true);
                break;
            case FaultKind.TornWrite:
                Coordinator.Disk.DiesAt = (fault.Step, false);
                site.Disk.DiesAt = (fault.Step % 8, false);
                break;
            case FaultKind.SiteCrash:
                site.Disk.DiesAt = (fault.Step % 8, true);
                break;
            case FaultKind.SiteKilledInTraining:
                site.Kill();
                break;
            case FaultKind.MessageLost or FaultKind.MessageDoubled or FaultKind.MessageReordered:
                Network.Spoil(site.Site, fault.Kind, until);
                break;
            case FaultKind.LineCut:
                Network.Cut(site.Site, until);
                break;
            case FaultKind.CoordinatorDiskFull:
                Fill(Coordinator.Disk, fault);
                break;
            case FaultKind.SiteDiskFull:
                Fill(site.Disk, fault);
                break;
            case FaultKind.SlowSite:
                site.IsSlow = true;
                break;
            case FaultKind.ClockSkew:
                Coordinator.Skew = TimeSpan.FromMinutes(fault.Step - 20);
                site.Skew = TimeSpan.FromMinutes(20 - fault.Step);
                break;
            case FaultKind.LyingSite:
                site.Lie = fault.Step % 5;
                break;
            case FaultKind.WorkFails:
                site.WorkFails = true;
                break;
            case FaultKind.Garbage:
                SendGarbage(fault);
                break;
            case FaultKind.ApprovalRevoked:
                Revoke(site);
                break;
            case FaultKind.StudyCancelled:
                var study = ProtocolEncoding.Hash(scenario.Studies[0]);
                Coordinator.Insist(state => state.Studies.GetValueOrDefault(study)?.Cancelled is not null, c => { if (c.State.Studies.ContainsKey(study)) c.Cancel(study, "simulation", "enough"); });
                break;
        }
    }

    private void EndOf(PlannedFault fault, SiteNode site)
    {
        switch (fault.Kind)
        {
            case FaultKind.CoordinatorDiskFull:
                MakeRoom(Coordinator.Disk);
                break;
            case FaultKind.SiteDiskFull:
                MakeRoom(site.Disk);
                break;
            case FaultKind.WorkFails:
                site.WorkFails = false;
                break;
            case FaultKind.LyingSite when site.Lie is 3:
                // Its own agent holds such an update back, and its people put the data back that they approved.
                site.Lie = null;
                break;
            case FaultKind.LateApproval:
                site.HoldsApproval = false;
                break;
            case FaultKind.NeverStarts:
                site.Start();
                break;
        }
    }

    /// <summary>A disk is full at once, or between two writes of one step; then sometimes for seconds only.</summary>
    private void Fill(SimulatedDisk disk, PlannedFault fault)
    {
        if (fault.Step % 2 == 0)
        {
            disk.IsFull = true;
            return;
        }

        disk.FillsAt = fault.Step / 2;
        if (fault.Step % 4 == 3)
            disk.Filled = () => Time.After(Blink, () => MakeRoom(disk));
    }

    private static void MakeRoom(SimulatedDisk disk) => (disk.IsFull, disk.FillsAt, disk.Filled) = (false, null, null);

    private void SendGarbage(PlannedFault fault)
    {
        var copy = Coordinator.Disk.Entries.LastOrDefault(e => e.Signer.Site == fault.Site);
        var (body, signature) = (fault.Step % 3, copy) switch
        {
            (0, not null) => (copy.Body.ToArray(), copy.Signature.ToArray()),
            (1, not null) => (copy.Body.ToArray(), new byte[32]),
            _ => (ToyTraining.Garbage(fault.Step), new byte[32]),
        };
        Coordinator.ReceiveGarbage(fault.Site, body, signature);
    }

    private void Revoke(SiteNode site)
    {
        var study = ProtocolEncoding.Hash(scenario.Studies[0]);
        var isDone = false;
        site.Guard(() =>
        {
            isDone = site.Agent!.View.Studies.GetValueOrDefault(study)?.Answers.GetValueOrDefault(site.Site) is ApprovalRevoked;
            if (isDone || site.Agent.View.Studies.GetValueOrDefault(study)?.Answers.GetValueOrDefault(site.Site) is not StudyApproved)
                return;
            site.Agent.Revoke(study, "Dr Simulated", "changed our mind");
            isDone = true;
        });
        if (!isDone && Time.Now < scenario.FaultsEnd)
            Time.After(TimeSpan.FromMinutes(1), () => Revoke(site));
    }

    private void Heal()
    {
        Log.Tell("all faults end");
        Network.Heal();
        MakeRoom(Coordinator.Disk);
        Coordinator.Disk.DiesAt = null;
        foreach (var site in sites.Values)
        {
            MakeRoom(site.Disk);
            (site.WorkFails, site.HoldsApproval, site.Disk.DiesAt) = (false, false, null);
            site.Start();
        }
    }
}
