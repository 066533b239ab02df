using System.Diagnostics;
using System.Reflection;
using Lamella.Federation;

namespace Lamella.Cli.Demo;

/// <summary>A coordinator or site in a process of its own: this same program with another verb.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Task pumping;
    private bool isEnded;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process, string log)
    {
        this.process = process;
        pumping = PumpAsync(log);
    }

    /// <summary>Starts it and waits for its first line.</summary>
    /// <param name="log">File for what it says.</param>
    /// <param name="arguments">Verb and arguments.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LamellaException">It ended before that.</exception>
    public static async Task<HostProcess> StartAsync(string log, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var program = Environment.ProcessPath!;
        var isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] all = isHosted ? ["exec", Assembly.GetEntryAssembly()!.Location, .. arguments] : [.. arguments];
        var start = new ProcessStartInfo(program, all) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        var host = new HostProcess(Process.Start(start)!, log);
        try
        {
            await host.ready.Task.WaitAsync(Patience, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets it end in order; one that does not is ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isEnded, true))
            return;
        if (!process.HasExited && !OperatingSystem.IsWindows())
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        try
        {
            using var patience = new CancellationTokenSource(OperatingSystem.IsWindows() ? TimeSpan.Zero : Patience);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await pumping;
        process.Dispose();
    }

    private async Task PumpAsync(string log)
    {
        await using var file = new StreamWriter(log, append: true) { AutoFlush = true };
        var gate = new Lock();
        await Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
        ready.TrySetException(new LamellaException(ErrorCodes.NotRunning, $"A process of the demo ended at once; what it said is in {log}.", "Look there, then give the same command again."));

        async Task CopyAsync(StreamReader from)
        {
            while (await from.ReadLineAsync() is { } line)
            {
                lock (gate)
                    file.WriteLine(line);
                ready.TrySetResult();
            }
        }
    }
}
