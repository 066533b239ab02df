using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Network.Lines;

/// <summary>Files come and go with the bytes a second that the hospital's policy gives them.</summary>
public class BandwidthTests
{
    private const long Rate = 1_000;

    [Fact]
    public async Task Files_take_no_more_of_the_line_than_the_policy_says()
    {
        using var study = new SmallFederation
        {
            Head = HeadPresets.Create("deepmil", new HeadOptions { Width = 8_192, Attention = 16, Hidden = [24], Dropout = 0 }),
            Hospitals = [("alpha", SmallFederation.Patients("alpha", 4))],
            Training = new TrainingSpec { Rounds = 1, RoundSteps = 1, Batch = 2, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } },
        };
        var time = new HastyTime();
        await using var federation = new NetworkFederation(study) { SiteTime = time };
        await federation.StartCoordinatorAsync();
        Directory.CreateDirectory(federation.PathOf("alpha"));
        OpenPolicy.Write(federation.PathOf("alpha", "policy.yaml"), $"machine: {{bandwidth: {Rate}}}");
        await federation.BeginAsync();
        Assert.Equal(RunStatus.Completed, (await federation.EndAsync()).Status);

        // The model comes and the update goes, each with a header of some hundred bytes.
        var seconds = 2.0 * study.Shape.Manifest.Shared().TotalCount * sizeof(float) / Rate;
        Assert.InRange(time.Waited.TotalSeconds, seconds, 1.02 * seconds);
    }

    /// <summary>A clock on which every single wait is over at once, having moved it as far.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private long waited;

        public TimeSpan Waited => new(Volatile.Read(ref waited));

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref waited);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan)
                return System.CreateTimer(callback, state, dueTime, period);
            Interlocked.Add(ref waited, dueTime.Ticks);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
