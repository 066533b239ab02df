namespace Lamella.Testing.Network;

/// <summary>Stops a line in the middle of something large: after so many bytes one way nothing passes on any connection, until it is opened again.</summary>
internal sealed class Stall
{
    private readonly Lock gate = new();
    private TaskCompletionSource open = New(), stalled = New();
    private bool watchesUp;
    private long left = long.MaxValue;

    public Stall() => open.SetResult();

    /// <summary>Stops when so many bytes have passed from now on; done when it has.</summary>
    public Task After(long bytes, bool up)
    {
        lock (gate)
        {
            (watchesUp, left, stalled) = (up, bytes, New());
            return stalled.Task;
        }
    }

    /// <summary>Lets everything pass again.</summary>
    public void Open()
    {
        lock (gate)
        {
            left = long.MaxValue;
            open.TrySetResult();
        }
    }

    /// <summary>Until bytes may pass.</summary>
    public Task PassAsync(int bytes, bool up)
    {
        lock (gate)
        {
            if (up == watchesUp && left != long.MaxValue && (left -= bytes) <= 0)
            {
                left = long.MaxValue;
                open = New();
                stalled.TrySetResult();
            }

            return open.Task;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
