using System.Collections.Concurrent;
using System.Collections.Immutable;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Protocols;
using Lamella.Site.Purging;

namespace Lamella.Site.Policy;

/// <summary>
/// The policy in force at a site: the file is looked at each time, so that a change counts at once. Where it is missing or has a fault, nothing is allowed.
/// Threads may share it.
/// </summary>
/// <param name="path">The policy's file.</param>
/// <param name="coordinator">Where the site dials, host:port.</param>
/// <param name="time">The site's clock.</param>
/// <param name="purges">Which studies the hospital has done with for good; null: none.</param>
public sealed class SitePolicies(string path, string coordinator, TimeProvider time, SitePurges? purges = null) : IWorkPolicy
{
    private volatile Reading? last;
    private int edition;

    /// <summary>The policy.</summary>
    /// <exception cref="LamellaException">There is none (<see cref="ErrorCodes.PolicyRefused"/>), or it has faults (<see cref="ErrorCodes.PolicyInvalid"/>).</exception>
    public SitePolicy Read() => Current().Policy;

    /// <summary>Bytes a second that files may take of the line; null: what it gives. While the file has a fault, what it said before.</summary>
    public long? Bandwidth() => LastGood()?.Bandwidth;

    /// <summary>Days that a study's data are kept after its end; null: until somebody purges them. While the file has a fault, none: what is deleted does not come back.</summary>
    public int? Retention()
    {
        try
        {
            return Read().Retention;
        }
        catch (LamellaException)
        {
            return null;
        }
    }

    /// <summary>Processors that work may use; null: all. While the file has a fault, what it said before.</summary>
    public int? Cores() => LastGood()?.Cores;

    /// <summary>Why the site does not work for a study, in words; null when its policy allows it.</summary>
    public string? WhyNot(StudyState study)
    {
        try
        {
            var reading = Current();
            var against = reading.Against.GetOrAdd(study.Study, _ => PolicyRules.OfStudy(reading.Policy, coordinator, study));
            return against.Count > 0 ? string.Join("; ", against) : null;
        }
        catch (LamellaException fault)
        {
            return $"{fault.Fault} {fault.Remedy}";
        }
        catch (Exception fault)
        {
            // Whatever it is: what cannot be judged is not allowed, and people can still refuse and revoke.
            return $"it cannot be told whether the policy allows the study ({fault.GetType().Name}), so nothing is allowed";
        }
    }

    /// <inheritdoc />
    public bool IsOver(StudyState study) => purges?.Has(study.Study) is true;

    /// <inheritdoc />
    public int Edition
    {
        get
        {
            _ = LastGood();
            return Volatile.Read(ref edition);
        }
    }

    /// <inheritdoc />
    public bool MayScore(StudyState study, RunId run) => MayBegin(study, run) && Read().Metrics.Contains(SiteMetrics.TestMetrics);

    /// <inheritdoc />
    public bool MayBegin(StudyState study, RunId run) => PolicyRules.OfRun(study, run) is null && WhyNot(study) is null && PolicyRules.IsWorkingTime(Read(), TimeOnly.FromDateTime(time.GetLocalNow().DateTime));

    /// <inheritdoc />
    public string? WhyNot(StudyState study, int round, UpdateMade update) => WhyNot(study) ?? PolicyRules.OfUpdate(Read(), study, round, update);

    /// <inheritdoc />
    public string? WhyNot(StudyState study, SiteStatement statement) => statement switch
    {
        UpdateSubmitted or ModelScored or DataChecked when IsOver(study) => "the study's data were purged here",
        UpdateSubmitted u => PolicyRules.OfRun(study, u.Run) ?? WhyNot(study, u.Round, new UpdateMade(u.Update, u.Bytes, u.Samples, u.FirstStep, u.Steps, u.Loss, u.HoldoutLoss, u.HoldoutSamples, u.BytesReceived)),
        ModelScored m => PolicyRules.OfRun(study, m.Run) ?? WhyNot(study) ?? (Read().Metrics.Contains(SiteMetrics.TestMetrics) ? null : $"metrics: {SiteMetrics.TestMetrics} is not among them"),
        DataChecked { TrainingPatients: not null } => WhyNot(study) ?? (Read().TellsCounts ? null : "tellCounts: the coordinator is not told how many patients a check found"),
        _ => null,
    };

    /// <summary>Requires that a study and a person's approval of it are allowed.</summary>
    /// <param name="study">The study.</param>
    /// <param name="by">The name they gave.</param>
    /// <param name="account">Their account of this machine.</param>
    /// <param name="metrics">Figures that they allow.</param>
    /// <param name="leastPatients">Training patients in the smallest of the study's splits.</param>
    /// <exception cref="LamellaException">They are not (<see cref="ErrorCodes.PolicyRefused"/>); everything against them is told at once.</exception>
    public void Require(StudyState study, string by, string account, ImmutableArray<string> metrics, long leastPatients)
    {
        var policy = Read();
        var against = PolicyRules.OfStudy(policy, coordinator, study).Concat(PolicyRules.OfApproval(policy, study.Protocol, by, account, metrics, leastPatients)).ToList();
        if (against.Count > 0)
            throw new LamellaException(ErrorCodes.PolicyRefused, $"This hospital's policy does not allow it: {string.Join("; ", against)}.", $"Refuse the study, or let those who answer for the policy change '{path}'.");
    }

    private SitePolicy? LastGood()
    {
        try
        {
            return Read();
        }
        catch (LamellaException)
        {
            return last?.Policy;
        }
    }

    private Reading Current()
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.PolicyRefused, $"There is no policy at '{path}', so nothing is allowed.", "Write one (docs/policy.md); ./lamella site policy FOLDER shows what it allows.");
        var text = ReadText();
        if (last is { } known && known.Text == text)
            return known;
        var policy = PolicyReader.ReadOrThrow(path);
        Interlocked.Increment(ref edition);
        return last = new Reading(text, policy, []);
    }

    private string ReadText()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LamellaException(ErrorCodes.PolicyRefused, $"The policy at '{path}' cannot be read ({fault.Message}), so nothing is allowed.", "Let the account that the site runs as read it.", fault);
        }
    }

    private sealed record Reading(string Text, SitePolicy Policy, ConcurrentDictionary<string, IReadOnlyList<string>> Against);
}
