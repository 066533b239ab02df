using System.Diagnostics;

namespace Lamella.Rounds.Probe;

/// <summary>Counts what has become durable, and kills the process right after one of these writes: SIGKILL, nothing is flushed, no handler runs.</summary>
/// <param name="death">After which write; 0: never.</param>
internal sealed class DurableWrites(int death)
{
    /// <summary>Durable writes of this process so far.</summary>
    public int Count { get; private set; }

    public void Written()
    {
        if (++Count != death)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
