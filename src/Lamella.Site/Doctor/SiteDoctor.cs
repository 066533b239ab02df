using Lamella.Federation;

namespace Lamella.Site.Doctor;

/// <summary>Looks at everything that a site needs, one thing after the other, each within a time of its own.</summary>
/// <param name="time">The clock of that time.</param>
/// <param name="longest">Longest time of a check.</param>
public sealed class SiteDoctor(TimeProvider time, TimeSpan longest)
{
    /// <summary>Longest time of a check, unless given.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Looks at all of it; a check whose forerunner did not pass is not tried.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(IEnumerable<IDoctorCheck> checks, CancellationToken cancellation)
    {
        var findings = new List<DoctorFinding>();
        foreach (var check in checks)
        {
            var before = check.After is null ? null : findings.Find(f => f.Check == check.After);
            findings.Add(before is { Verdict: DoctorVerdict.Fail or DoctorVerdict.NotTried }
                ? new DoctorFinding(check.Name, DoctorVerdict.NotTried, $"'{before.Check}' comes first.")
                : await LookAsync(check, cancellation).ConfigureAwait(false));
        }

        return findings;
    }

    private async Task<DoctorFinding> LookAsync(IDoctorCheck check, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // What ties up its thread does not tie up this one.
            return await Task.Run(() => check.LookAsync(limit.Token), cancellation).WaitAsync(longest, time, cancellation).ConfigureAwait(false);
        }
        catch (LamellaException fault)
        {
            return DoctorFinding.Of(check.Name, fault);
        }
        catch (TimeoutException)
        {
            await limit.CancelAsync().ConfigureAwait(false);
            return new DoctorFinding(check.Name, DoctorVerdict.Fail, $"No answer within {longest.TotalSeconds:0} seconds.", "A firewall that drops what it does not allow looks like this; so does a share that hangs.");
        }
    }
}
