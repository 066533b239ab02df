using Lamella.Federation;
using Lamella.Storage;

namespace Lamella.Coordinator.Operations;

/// <summary>Looks whether a coordinator can do its work: it listens, it does not stand still, its ledger can be read, and its disk can be written.</summary>
/// <param name="probe">A file that may be written and goes away; on the disk of the coordinator's folder.</param>
/// <param name="whyNot">What stops it from listening; null when nothing does.</param>
/// <param name="paused">Asks the coordinator's thread, which reads the ledger, why everything stands still; null when it does not.</param>
/// <param name="time">Clock.</param>
internal sealed class ReadinessCheck(string probe, Func<string?> whyNot, Func<Task<LamellaException?>> paused, TimeProvider time)
{
    /// <summary>How long the coordinator's thread may take to answer; an append takes milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();

    /// <summary>Looks now.</summary>
    public async Task<Readiness> LookAsync()
    {
        List<string> why = [.. new[] { whyNot() }.OfType<string>()];
        try
        {
            if (await paused().WaitAsync(Patience, time).ConfigureAwait(false) is { } standing)
                why.Add($"It stands still: {standing.Code} {standing.Fault}");
            WriteProbe();
        }
        catch (LamellaException fault)
        {
            why.Add($"{fault.Code} {fault.Fault}");
        }
        catch (TimeoutException)
        {
            why.Add($"The coordinator's thread does not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (OperationCanceledException)
        {
            why.Add("It is stopped.");
        }

        return new Readiness(why.Count == 0, why);
    }

    private void WriteProbe()
    {
        lock (gate)
        {
            DurableFile.Replace(probe, file => file.Write(new byte[4096]));
            File.Delete(probe);
        }
    }
}
