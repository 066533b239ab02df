using Lamella.Federation.Rounds;

namespace Lamella.Site;

/// <summary>Where the work of a round is done: a thread, a worker process, the simulator. One order at a time.</summary>
public interface ISiteWork
{
    /// <summary>
    /// Starts an order; progress and result go to the agent later, never before this returns. An order that was done before gives the same update, by
    /// its committed bytes.
    /// </summary>
    void Start(RoundOrder order);

    /// <summary>Stops the order; nothing of it is committed after this returns, and no result comes.</summary>
    void Stop(RoundOrder order);
}
