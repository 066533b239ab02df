using System.Threading.Channels;

namespace Lamella.Transport;

/// <summary>One thread for what must happen one at a time: acts are done in the order in which they were posted.</summary>
public sealed class Mailbox : IAsyncDisposable
{
    private readonly Channel<Action> queue = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<Exception> broken;
    private readonly Task loop;

    /// <summary>Starts it.</summary>
    /// <param name="broken">Told of what an act threw that nobody waits for; the acts after it go on.</param>
    public Mailbox(Action<Exception> broken)
    {
        this.broken = broken;
        loop = Task.Run(LoopAsync);
    }

    /// <summary>Does something later.</summary>
    public void Post(Action act) => queue.Writer.TryWrite(act);

    /// <summary>Does something and returns what it gives, or throws what it throws.</summary>
    public Task<T> AskAsync<T>(Func<T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = queue.Writer.TryWrite(() =>
        {
            try
            {
                answer.SetResult(ask());
            }
            catch (Exception fault)
            {
                answer.SetException(fault);
            }
        });
        if (!isTaken)
            answer.SetCanceled();
        return answer.Task;
    }

    /// <summary>Does what was posted and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        await foreach (var act in queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                act();
            }
            catch (Exception fault)
            {
                broken(fault);
            }
        }
    }
}
