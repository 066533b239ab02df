using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Faults.Disks;
using Lamella.Site;

namespace Lamella.Simulation.Faults;

/// <summary>A site of the simulation: the production agent on a simulated disk, with toy training; it dies and starts again.</summary>
internal sealed class SiteNode : ISiteWork, ICoordinatorLine
{
    private const int Steps = 10;
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1), FetchAgain = TimeSpan.FromMinutes(2), RestartAfter = TimeSpan.FromSeconds(40);

    private readonly SimulatedFederation federation;
    private readonly TimeSpan stepTime;
    private SiteAgent? agent;
    private long life;
    private long work;

    public SiteNode(SiteId site, long samples, SimulatedFederation federation, TimeSpan stepTime)
    {
        (Site, Samples, this.federation, this.stepTime) = (site, samples, federation, stepTime);
        Disk = new SimulatedDisk(isDurable => federation.Log.Count(isDurable ? FaultKind.SiteCrash : FaultKind.TornWrite));
    }

    public SiteId Site { get; }

    public long Samples { get; }

    public SimulatedDisk Disk { get; }

    public TimeSpan Skew { get; set; }

    public bool IsSlow { get; set; }

    /// <summary>How it lies; null: not at all.</summary>
    public int? Lie { get; set; }

    /// <summary>Its work fails.</summary>
    public bool WorkFails { get; set; }

    /// <summary>It holds its approval back.</summary>
    public bool HoldsApproval { get; set; }

    public bool IsUp => agent is not null;

    public SiteAgent? Agent => agent;

    /// <summary>Whether an order is being worked on.</summary>
    public bool IsAtWork { get; private set; }

    public void Start()
    {
        if (IsUp)
            return;
        var mine = ++life;
        Disk.Restart();
        Guard(() => agent = new SiteAgent(new SiteSetup
        {
            Site = Site,
            Signer = SimulatedSignatures.SignerOf(Site.Value),
            Coordinator = LedgerOwner.Of(SimulatedSignatures.Scheme, SimulatedSignatures.SignerOf("coordinator")),
            Copy = new DiskEventStore(Disk),
            Outbox = new DiskOutbox(Disk),
            Work = this,
            Line = this,
            Time = federation.Time.ClockOf(() => Skew),
        }), starting: true);
        DoBeat(mine);
    }

    public void Kill()
    {
        if (!IsUp)
            return;
        Crash();
    }

    /// <summary>Does something in the process, if it lives; a crash inside ends it.</summary>
    public void Guard(Action act, bool starting = false)
    {
        if (!IsUp && !starting)
            return;
        try
        {
            act();
        }
        catch (SimulatedCrash)
        {
            Crash();
        }
        catch (LamellaException fault) when (fault.Code == ErrorCodes.DiskFull)
        {
            // What a person asks on a full disk is asked again later.
        }
    }

    public void Receive(IReadOnlyList<LedgerEntry> entries) => Guard(() =>
    {
        agent!.Receive(entries);
        ApproveWhatIsNew();
    });

    public void Start(RoundOrder order)
    {
        IsAtWork = true;
        var turn = ++work;
        var mine = life;
        Fetch(order, turn, mine);
    }

    public void Stop(RoundOrder order) => EndWork();

    public void Send(SiteReport report) => federation.Network.Send(Site, () => federation.Coordinator.Receive(report));

    public void Send(SignedStatement statement)
    {
        var file = statement.Statement is Federation.Ledger.Events.UpdateSubmitted update ? Disk.Commits.FirstOrDefault(c => c.Says.Update == update.Update)?.File : null;
        federation.Network.Send(Site, () => federation.Coordinator.Receive(Site, statement, file, reply => federation.Network.Send(Site, () => Guard(() => agent!.Receive(statement.Statement.Number, reply)))));
    }

    private void DoBeat(long mine) => federation.Time.After(Beat, () =>
    {
        if (mine != life)
            return;
        Guard(() =>
        {
            agent!.Tick();
            ApproveWhatIsNew();
        });
        DoBeat(mine);
    });

    private void ApproveWhatIsNew()
    {
        if (HoldsApproval || agent is null || agent.Stopped is not null)
            return;
        foreach (var study in agent.View.Studies.Values.Where(s => !s.Answers.ContainsKey(Site)).ToList())
            agent.Approve(study.Study, study.Proposal.Purpose, study.Proposal.Metrics, "Dr Simulated", "data steward", null, Samples, Samples);
    }

    /// <summary>The model comes over the line; what is lost is asked for again.</summary>
    private void Fetch(RoundOrder order, long turn, long mine)
    {
        if (mine != life || turn != work)
            return;
        var arrived = false;
        federation.Network.Send(Site, () => federation.Coordinator.Fetch(order.ModelSha256, bytes => federation.Network.Send(Site, () =>
        {
            if (arrived || mine != life || turn != work)
                return;
            arrived = true;
            Step(order, bytes, 1, turn, mine);
        })));
        federation.Time.After(FetchAgain, () =>
        {
            if (!arrived)
                Fetch(order, turn, mine);
        });
    }

    private void Step(RoundOrder order, byte[] model, int step, long turn, long mine) => federation.Time.After(IsSlow ? 20 * stepTime : stepTime, () =>
    {
        if (mine != life || turn != work)
            return;
        Guard(() =>
        {
            if (step <= Steps)
            {
                agent!.Progressed(order, step, Steps);
                Step(order, model, step + 1, turn, mine);
                return;
            }

            IsAtWork = false;
            if (WorkFails)
            {
                federation.Log.Count(FaultKind.WorkFails);
                agent!.Finished(order, new WorkCouldNot("LML6002", Final: false));
                return;
            }

            WorkResult result;
            try
            {
                result = SiteCommit.Of(this, federation, order, model);
            }
            catch (LamellaException fault) when (fault.Code == ErrorCodes.DiskFull)
            {
                result = new WorkCouldNot(fault.Code, Final: false);
            }

            agent!.Finished(order, result);
        });
    });

    private void EndWork()
    {
        IsAtWork = false;
        work++;
    }

    private void Crash()
    {
        federation.Log.Tell($"{Site} dies");
        agent = null;
        life++;
        EndWork();
        federation.Time.After(RestartAfter, () =>
        {
            federation.Log.Tell($"{Site} starts again");
            Start();
        });
    }
}
