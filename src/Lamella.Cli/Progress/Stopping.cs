namespace Lamella.Cli.Progress;

/// <summary>Waits for the end.</summary>
internal static class Stopping
{
    /// <summary>Until somebody stops the program.</summary>
    public static async Task WhenStopped(this CancellationToken cancellation) =>
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Runs what ends when somebody stops the program; a stop while it still starts is no fault either.</summary>
    public static async Task<int> RunAsync(Func<Task> run, CancellationToken cancellation)
    {
        try
        {
            await run();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }

        return 0;
    }
}
