namespace Lamella.Cli.Progress;

/// <summary>Waits for the end.</summary>
internal static class Stopping
{
    /// <summary>Until somebody stops the program.</summary>
    public static async Task WhenStopped(this CancellationToken cancellation) =>
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
