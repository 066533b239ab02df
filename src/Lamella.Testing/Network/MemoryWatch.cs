namespace Lamella.Testing.Network;

/// <summary>What memory does while something goes on: what is alive before and after, and the most that was in use between.</summary>
public sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly ITimer timer;
    private long peak;

    /// <summary>Begins.</summary>
    public MemoryWatch()
    {
        LiveBefore = GC.GetTotalMemory(forceFullCollection: true);
        SetBefore = peak = Environment.WorkingSet;
        timer = TimeProvider.System.CreateTimer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, TimeSpan.Zero, Look);
    }

    /// <summary>Managed bytes alive at the beginning.</summary>
    public long LiveBefore { get; }

    /// <summary>Bytes of the process in memory at the beginning.</summary>
    public long SetBefore { get; }

    /// <summary>By how much the process has grown at most since.</summary>
    public long PeakGrowth => Interlocked.Read(ref peak) - SetBefore;

    /// <summary>By how much what is alive has grown since; negative when it has shrunk.</summary>
    public long LiveGrowth() => GC.GetTotalMemory(forceFullCollection: true) - LiveBefore;

    /// <inheritdoc />
    public void Dispose() => timer.Dispose();
}
