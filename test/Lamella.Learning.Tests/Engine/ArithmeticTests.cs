using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Tests.Engine;

public class ArithmeticTests
{
    [Fact]
    public void Sums_stay_right_on_many_threads_while_another_collects_garbage_all_the_time()
    {
        // With TorchSharp's own operators about one sum in 50,000 fails this way.
        const int threads = 6, sums = 100_000;
        var faults = 0;
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            using var scope = NewDisposeScope();
            var (a, b) = (ones(3, 3), full(3, 3, 2f));
            for (var i = 0; i < sums; i++)
            {
                using var inner = NewDisposeScope();
                try
                {
                    if (TensorMemory.Floats(a.Plus(b.Minus(a).Times(0.5)))[0] != 1.5f)
                        Interlocked.Increment(ref faults);
                }
                catch (System.Runtime.InteropServices.ExternalException)
                {
                    Interlocked.Increment(ref faults);
                }
            }
        })).ToList();
        collector.Start();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        stop.Cancel();
        collector.Join();
        Assert.Equal(0, faults);
    }
}
