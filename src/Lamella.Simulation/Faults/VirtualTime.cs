namespace Lamella.Simulation.Faults;

/// <summary>Time that passes only when something happens: a queue of what happens when, same times in the order they were asked for.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> queue = new();
    private long order;

    /// <summary>Time since the simulation began.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Asks for something to happen later.</summary>
    public void After(TimeSpan delay, Action act) => queue.Enqueue(act, (Now + delay, order++));

    /// <summary>Lets things happen until nothing is left, a condition holds, or a time is reached.</summary>
    public void Run(Func<bool> done, TimeSpan until)
    {
        while (!done() && queue.TryPeek(out _, out var next) && next.At <= until)
        {
            queue.TryDequeue(out var act, out next);
            Now = next.At;
            act!();
        }
    }

    /// <summary>The clock of a process: virtual, and off by what <paramref name="skew"/> says at the moment.</summary>
    public TimeProvider ClockOf(Func<TimeSpan> skew) => new SkewedClock(this, skew);

    private sealed class SkewedClock(VirtualTime time, Func<TimeSpan> skew) : TimeProvider
    {
        private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Start + time.Now + skew();

        public override long GetTimestamp() => time.Now.Ticks;
    }
}
