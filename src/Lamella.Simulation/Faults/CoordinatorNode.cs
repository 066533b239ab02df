using Lamella.Coordinator;
using Lamella.Coordinator.Rounds;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Faults.Disks;

namespace Lamella.Simulation.Faults;

/// <summary>The coordinator of the simulation: the production one on a simulated disk; it dies and starts again.</summary>
internal sealed class CoordinatorNode : IJobStarter, ISiteLines
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1), JobTime = TimeSpan.FromSeconds(3), RestartAfter = TimeSpan.FromMinutes(2);

    private readonly SimulatedFederation federation;
    private readonly HashSet<string> incoming = [];
    private FederationCoordinator? coordinator;
    private DiskBlobStore? blobs;
    private long life;

    public CoordinatorNode(SimulatedFederation federation)
    {
        this.federation = federation;
        Disk = new SimulatedDisk(isDurable => federation.Log.Count(isDurable ? FaultKind.CoordinatorCrash : FaultKind.TornWrite)) { ForgetsLastAppend = federation.Bug.ForgetsLastAppend };
    }

    public SimulatedDisk Disk { get; }

    public TimeSpan Skew { get; set; }

    /// <summary>The state, while it lives.</summary>
    public FederationState? State => coordinator?.State;

    public LamellaException? Paused => coordinator?.Paused;

    public void Start()
    {
        var mine = ++life;
        Guard(
            () =>
            {
                Disk.Restart();
                blobs = new DiskBlobStore(Disk);
                coordinator = new FederationCoordinator(new CoordinatorSetup
                {
                    Federation = "simulated",
                    Store = new DiskEventStore(Disk),
                    Blobs = blobs,
                    Signer = SimulatedSignatures.SignerOf("coordinator"),
                    Scheme = SimulatedSignatures.Scheme,
                    Jobs = this,
                    Lines = this,
                    Time = federation.Time.ClockOf(() => Skew),
                    Rules = federation.Bug.Rules,
                    Before = FederationState.Empty with { Machine = federation.Machine },
                    Told = federation.Told,
                    KeptFiles = () => incoming,
                });
                // Every other host lets messages in before it ticks.
                if (mine % 2 == 1)
                    coordinator.Tick();
            },
            starting: true);
        DoBeat(mine);
    }

    /// <summary>Asks for something as a person does: again and again until it is done.</summary>
    public void Insist(Func<FederationState, bool> done, Action<FederationCoordinator> ask)
    {
        Guard(() =>
        {
            if (!done(coordinator!.State))
                ask(coordinator);
        });
        if (coordinator is null || !done(coordinator.State))
            federation.Time.After(Beat, () => Insist(done, ask));
    }

    public void Receive(SiteReport report) => Guard(() => coordinator!.Receive(report));

    public void Receive(SiteId site, SignedStatement statement, byte[]? file, Action<StatementReply> answer) => Guard(() =>
    {
        var update = statement.Statement as UpdateSubmitted;
        if (update is not null && file is not null && !Disk.Blobs.ContainsKey(update.Update))
        {
            using var writer = blobs!.Create();
            writer.Write(file);
            incoming.Add(writer.Commit());
        }

        var reply = coordinator!.Receive(site, statement.Body.AsMemory(), statement.Signature.AsMemory());
        if (update is not null && reply.Kind == StatementReplyKind.Taken)
            incoming.Remove(update.Update);
        answer(reply);
    });

    /// <summary>Bytes that somebody sends in a site's name.</summary>
    public void ReceiveGarbage(SiteId site, byte[] body, byte[] signature) => Guard(() => coordinator!.Receive(site, body, signature));

    public void Fetch(string blob, Action<byte[]> answer) => Guard(() =>
    {
        if (Disk.Blobs.TryGetValue(blob, out var bytes))
            answer(bytes);
    });

    public void Start(CoordinatorJob job, RunPlan plan, RunState run)
    {
        var mine = life;
        federation.Time.After(JobTime, () =>
        {
            if (mine != life)
                return;
            Guard(() => coordinator!.Finished(job, federation.Bug.Do(new RoundJobs(blobs!), job, plan, run, life > 1)));
        });
    }

    public void Send(SiteId site, IReadOnlyList<LedgerEntry> entries) => federation.Network.Send(site, () => federation.SiteOf(site).Receive(entries));

    private void DoBeat(long mine) => federation.Time.After(Beat, () =>
    {
        if (mine != life)
            return;
        Guard(() => coordinator!.Tick());
        DoBeat(mine);
    });

    private void Guard(Action act, bool starting = false)
    {
        if (coordinator is null && !starting)
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
            if (starting && coordinator is null)
                Crash();
        }
    }

    private void Crash()
    {
        federation.Log.Tell("the coordinator dies");
        coordinator = null;
        incoming.Clear();
        Disk.Crash();
        life++;
        federation.Time.After(RestartAfter, () =>
        {
            federation.Log.Tell("the coordinator starts again");
            Start();
        });
    }
}
