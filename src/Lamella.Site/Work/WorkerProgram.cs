using Lamella.Federation;

namespace Lamella.Site.Work;

/// <summary>
/// The worker: takes job folders, one a line, and does them one after the other. It ends when its input ends, since whoever gave it work is gone then. It
/// knows no key, no network and nobody else's folder.
/// </summary>
public static class WorkerProgram
{
    /// <summary>Works until the input ends.</summary>
    /// <param name="input">Full paths of job folders, one a line.</param>
    /// <param name="output">Told of every step and every end, a line of JSON each.</param>
    /// <param name="cancellation">Stops it between steps.</param>
    public static async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellation = default)
    {
        WorkerSession? session = null;
        try
        {
            var next = input.ReadLineAsync(CancellationToken.None);
            while (await next.ConfigureAwait(false) is { } folder)
            {
                // While it works it listens on: the end of the input ends the work.
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                var following = input.ReadLineAsync(CancellationToken.None).AsTask();
                var ended = following.ContinueWith(
                    line => line is { IsCompletedSuccessfully: true, Result: not null } ? Task.CompletedTask : stop.CancelAsync(),
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
                session = Do(new JobFolder(folder), session, output, stop.Token);
                await following.ConfigureAwait(false);
                await ended.ConfigureAwait(false);
                next = new ValueTask<string?>(following);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            session?.Dispose();
        }
    }

    private static WorkerSession? Do(JobFolder folder, WorkerSession? session, TextWriter output, CancellationToken cancellation)
    {
        var (job, spec) = (folder.Id(), folder.Read());
        JobResult result;
        try
        {
            if (session?.Fits(folder, spec) != true)
            {
                session?.Dispose();
                session = null;
                session = new WorkerSession(folder, spec);
            }

            result = session.Do(job, spec, step => Say(output, WorkerLine.Of(step)), cancellation);
        }
        catch (LamellaException fault)
        {
            result = new JobResult(job, Refusal: new JobRefusal(fault.Code, fault.Fault, fault.Remedy));
        }

        folder.Answer(result);
        Say(output, new WorkerLine { End = job });
        return session;
    }

    private static void Say(TextWriter output, WorkerLine line)
    {
        output.WriteLine(line.ToText());
        output.Flush();
    }
}
