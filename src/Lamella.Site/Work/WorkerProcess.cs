using System.Diagnostics;

namespace Lamella.Site.Work;

/// <summary>One worker process, from its start to its end.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task exited;
    private readonly Task draining;
    private readonly ErrorTail errors = new();

    private WorkerProcess(Process process, Task exited)
    {
        (this.process, this.exited) = (process, exited);
        Lines = new BoundedLines(process.StandardOutput.BaseStream);
        draining = errors.DrainAsync(process.StandardError.BaseStream);
    }

    /// <summary>Its standard output.</summary>
    public BoundedLines Lines { get; }

    /// <summary>The end of its standard error.</summary>
    public string ErrorText => errors.Text();

    /// <summary>Whether it is still there.</summary>
    public bool IsRunning => !exited.IsCompleted;

    /// <summary>Starts it.</summary>
    public static async Task<WorkerProcess> StartAsync(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Linux ends a child that is to die with its parent when the parent's thread ends that started it, so that thread waits here.
        var keeper = new Thread(Keep) { IsBackground = true, Name = "worker" };
        keeper.Start();
        await started.Task.ConfigureAwait(false);
        return new WorkerProcess(process, exited.Task);

        void Keep()
        {
            try
            {
                process.Start();
            }
            catch (Exception fault)
            {
                started.SetException(fault);
                return;
            }

            started.SetResult();
            process.WaitForExit();
            exited.SetResult();
        }
    }

    /// <summary>Gives it a job.</summary>
    public async Task SendAsync(string folder, CancellationToken cancellation)
    {
        await process.StandardInput.WriteLineAsync(folder.AsMemory(), cancellation).ConfigureAwait(false);
        await process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Why it ended, in words; ended first if it still lives after a while.</summary>
    public async Task<string> CauseAsync(TimeSpan wait, TimeProvider time)
    {
        try
        {
            await exited.WaitAsync(wait, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await KillAsync().ConfigureAwait(false);
            return "it closed its output and did not end";
        }

        return WorkerDeaths.Words(process.ExitCode);
    }

    /// <summary>Ends it with everything it started.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
            process.Kill(entireProcessTree: true);
        await exited.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await draining.ConfigureAwait(false);
        process.Dispose();
    }
}
