using System.Runtime.ExceptionServices;

namespace Lamella.Simulation.Slides;

/// <summary>The same work on many things, several at a time; the first fault comes out as it was thrown.</summary>
internal static class ParallelWork
{
    public static void For(int count, int threads, Action<int> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (threads == 1)
        {
            for (var i = 0; i < count; i++)
                work(i);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.Flatten().InnerExceptions[0]);
        }
    }
}
