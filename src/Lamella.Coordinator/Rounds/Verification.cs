namespace Lamella.Coordinator.Rounds;

/// <summary>Compares the inputs with their names on a thread of its own, while they are summed. Dispose before the inputs.</summary>
internal sealed class Verification : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task verifying;

    public Verification(AggregationFiles files)
    {
        var token = stop.Token;
        verifying = Task.Factory.StartNew(() => files.Verify(token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Returns when every input was found to be what its name says.</summary>
    /// <exception cref="Federation.LamellaException">One was not (<see cref="Federation.ErrorCodes.BlobCorrupt"/>).</exception>
    public void Require() => verifying.GetAwaiter().GetResult();

    public void Dispose()
    {
        stop.Cancel();
        verifying.ContinueWith(static task => task.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        stop.Dispose();
    }
}
