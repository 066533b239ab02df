using Lamella.Learning.Engine;
using static TorchSharp.torch;

namespace Lamella.Learning.Tests.Engine;

public class ArithmeticTests
{
    [Fact]
    public void Sums_stay_right_while_another_thread_collects_garbage_all_the_time()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using var scope = NewDisposeScope();
            var (a, b) = (ones(3, 3), full(3, 3, 2f));
            for (var i = 0; i < 20_000; i++)
            {
                using var inner = NewDisposeScope();
                Assert.Equal(3f, TensorMemory.Floats(a.Plus(b))[0]);
                Assert.Equal(-1f, TensorMemory.Floats(a.Minus(b))[0]);
                Assert.Equal(0.5f, TensorMemory.Floats(a.Times(0.5))[0]);
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
