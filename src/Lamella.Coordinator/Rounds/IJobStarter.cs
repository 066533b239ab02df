using Lamella.Federation.Rounds;

namespace Lamella.Coordinator.Rounds;

/// <summary>Where a coordinator's jobs run: a thread of the host, a virtual delay of the simulator.</summary>
public interface IJobStarter
{
    /// <summary>
    /// Starts a job; its result goes to <see cref="FederationCoordinator.Finished"/> later, never before this returns. A job that is lost in a crash is
    /// started again by the next coordinator.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">The plan of its run.</param>
    /// <param name="run">The run as it stands; immutable.</param>
    void Start(CoordinatorJob job, RunPlan plan, RunState run);
}
