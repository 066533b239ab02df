using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Rounds;

/// <summary>The jobs under way, so that none is started twice, and the plans they follow.</summary>
public sealed class JobBoard(IJobStarter starter)
{
    private readonly HashSet<CoordinatorJob> running = [];
    private readonly List<(CoordinatorJob Job, RunPlan Plan, RunState Run)> due = [];
    private readonly Dictionary<RunId, RunPlan> plans = [];

    /// <summary>Whether nothing is under way.</summary>
    public bool IsEmpty => running.Count == 0;

    /// <summary>The plan of a run.</summary>
    public RunPlan PlanOf(StudyProtocol protocol, RunId run) => plans.TryGetValue(run, out var plan) ? plan : plans[run] = RunPlan.Of(protocol, run);

    /// <summary>Has a job started with the next <see cref="Begin"/>, unless it is under way.</summary>
    public void Start(CoordinatorJob job, RunPlan plan, RunState run)
    {
        if (running.Add(job))
            due.Add((job, plan, run));
    }

    /// <summary>What the jobs hang on is durable: they are started.</summary>
    public void Begin()
    {
        foreach (var (job, plan, run) in due)
            starter.Start(job, plan, run);
        due.Clear();
    }

    /// <summary>What the jobs hang on has not happened: they are not started.</summary>
    public void Forget()
    {
        foreach (var (job, _, _) in due)
            running.Remove(job);
        due.Clear();
    }

    /// <summary>The job is no longer under way; false when it was not.</summary>
    public bool Finish(CoordinatorJob job) => running.Remove(job);
}
