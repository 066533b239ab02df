namespace Lamella.Testing;

/// <summary>A clock that a test moves. However far it is moved, each timer that is due fires once, as on a machine that slept.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now;

    /// <param name="start">Where it begins; null: the real time, so that certificates hold for the real TLS as well.</param>
    public ManualTime(DateTimeOffset? start = null) => now = start ?? TimeProvider.System.GetUtcNow();

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    /// <inheritdoc />
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves it on and fires what is due, on the thread that calls.</summary>
    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (gate)
        {
            now += by;
            due = timers.FindAll(t => t.Due <= now);
            foreach (var timer in due)
                timer.Due = timer.Period == Timeout.InfiniteTimeSpan ? null : now + timer.Period;
        }

        foreach (var timer in due)
            timer.Fire();
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        lock (gate)
            timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
                (Due, Period) = (dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime, period);
            if (dueTime == TimeSpan.Zero)
            {
                // As the system's timers do: at once, on another thread.
                lock (time.gate)
                    Due = period == Timeout.InfiniteTimeSpan ? null : time.now + period;
                ThreadPool.QueueUserWorkItem(_ => fire());
            }

            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
