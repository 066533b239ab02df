using Lamella.Coordinator.Rounds;
using Lamella.Federation.Rounds;

namespace Lamella.Simulation.Faults;

/// <summary>Wrong parts to hand in, to show that the simulator finds them. All empty: the production parts.</summary>
internal sealed record PlantedBug
{
    /// <summary>The rules in use.</summary>
    public IRoundRules Rules { get; init; } = new RoundRules();

    /// <summary>The coordinator's table.</summary>
    public RoundStateMachine Machine { get; init; } = RoundStateMachine.Standard;

    /// <summary>The coordinator's store says that an entry is durable when it is not.</summary>
    public bool ForgetsLastAppend { get; init; }

    /// <summary>A site commits its state apart from its update: a retry trains on from the new state.</summary>
    public bool CommitsStateApart { get; init; }

    /// <summary>A site keeps nothing when it commits.</summary>
    public bool CommitsNothing { get; init; }

    /// <summary>Changes the result of a job; told whether the coordinator has been restarted.</summary>
    public Func<RoundJobs, CoordinatorJob, RunPlan, RunState, bool, JobResult> Do { get; init; } = (jobs, job, plan, run, _) => jobs.Do(job, plan, run);
}
