using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Site.Policy;

/// <summary>What a hospital's policy says against something, in words that name the policy's field; nothing: it is allowed.</summary>
public static class PolicyRules
{
    /// <summary>What is against a study as it is proposed.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="coordinator">Where the site dials, host:port.</param>
    /// <param name="study">The study.</param>
    public static IReadOnlyList<string> OfStudy(SitePolicy policy, string coordinator, StudyState study)
    {
        var protocol = study.Protocol;
        var against = new List<string>();
        Against(!Fits(policy.Coordinators, coordinator), $"coordinators: {coordinator} is not among them");
        Against(!Fits(policy.Studies, protocol.Study) && !Fits(policy.Studies, study.Study), $"studies: '{protocol.Study}' is not among them");
        Against(!Fits(policy.Purposes, study.Proposal.Purpose), $"purposes: '{study.Proposal.Purpose}' is not among them");
        foreach (var metric in SiteMetrics.NeededBy(protocol).Where(m => !policy.Metrics.Contains(m)))
            Against(true, $"metrics: the study cannot do without {metric}");
        Against(protocol.Reporting.MinimumCell < policy.SmallestCell, Least("smallestCell", "the study tells figures of", protocol.Reporting.MinimumCell, policy.SmallestCell, "patients"));
        var parameters = UpdateLayout.Parameters(protocol);
        Against(parameters > policy.MaximumParameters, Most("updates.maximumParameters", "the model that travels has", parameters, policy.MaximumParameters, "numbers"));
        var longest = protocol.Strategies.Max(s => UpdateLayout.Length(protocol, s.Name));
        Against(longest > policy.RoundBytes, Most("updates.roundBytes", "an update has", longest, policy.RoundBytes, "bytes"));
        var all = RunLength.BytesOfSite(protocol);
        Against(all > policy.StudyBytes, Most("updates.studyBytes", "all updates of the study have", all, policy.StudyBytes, "bytes"));
        if (protocol.Training.RoundSteps > 0)
            Against(SamplesOf(protocol, protocol.Training.RoundSteps, long.MaxValue) is var seen && seen < policy.MinimumSamples, Samples(policy, seen));
        Against(policy.MinimumSites > 1, $"updates.minimumSites: an update may only be seen in a sum over {Number(policy.MinimumSites)} sites, and the coordinator sees each site's alone");
        return against;

        void Against(bool isAgainst, string words)
        {
            if (isAgainst)
                against.Add(words);
        }
    }

    /// <summary>What is against a person's approval of it.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="protocol">The study.</param>
    /// <param name="by">The name they gave.</param>
    /// <param name="account">The account of this machine that they used.</param>
    /// <param name="metrics">Figures that they allow.</param>
    /// <param name="leastPatients">Training patients in the smallest of the study's splits.</param>
    public static IReadOnlyList<string> OfApproval(SitePolicy policy, StudyProtocol protocol, string by, string account, ImmutableArray<string> metrics, long leastPatients)
    {
        var against = new List<string>();
        if (!Fits(policy.Approvers, by))
            against.Add($"approval.names: '{by}' is not among them");
        if (!Fits(policy.Accounts, account))
            against.Add($"approval.accounts: '{account}' is not among them");
        against.AddRange(metrics.Where(m => !policy.Metrics.Contains(m)).Select(m => $"metrics: {m} is not among them"));
        if (OfPatients(policy, protocol, leastPatients) is { } tooFew)
            against.Add(tooFew);
        return against;
    }

    /// <summary>What is against so many training patients in a study; null for nothing. None: a site that tests only.</summary>
    public static string? OfPatients(SitePolicy policy, StudyProtocol protocol, long patients) =>
        patients <= 0 ? null
        : patients < policy.MinimumPatients ? Patients(policy, patients)
        : protocol.Training.RoundSteps > 0 && SamplesOf(protocol, protocol.Training.RoundSteps, patients) is var seen && seen < policy.MinimumSamples ? Samples(policy, seen)
        : null;

    /// <summary>Why a run is none that was approved, whatever the policy: bounds of a study count its seeds. Null when it is one.</summary>
    public static string? OfRun(StudyState study, RunId run) => study.Protocol.Seeds.Contains(run.Seed) ? null : $"its seed {run.Seed} is none of the approved protocol's";

    /// <summary>Figures of a study that the policy lets out.</summary>
    public static ImmutableArray<string> Allowed(SitePolicy policy, IEnumerable<string> asked) => [.. asked.Where(m => policy.Metrics.Contains(m))];

    /// <summary>Why an update may not leave, whoever approved its study; null when it may.</summary>
    public static string? OfUpdate(SitePolicy policy, StudyState study, int round, UpdateMade update) =>
        update.Samples < policy.MinimumPatients ? Patients(policy, update.Samples)
        : round > 0 && SamplesOf(study.Protocol, update.Steps, update.Samples) is var seen && seen < policy.MinimumSamples ? Samples(policy, seen)
        : update.Bytes > policy.RoundBytes ? Most("updates.roundBytes", "the update has", update.Bytes, policy.RoundBytes, "bytes")
        : null;

    /// <summary>Whether work may begin at a local time of day.</summary>
    public static bool IsWorkingTime(SitePolicy policy, TimeOnly now) =>
        policy is not { From: { } from, Until: { } until } || from == until || now.IsBetween(from, until);

    /// <summary>Patients that the steps of an update see: a batch has no more than there are.</summary>
    private static long SamplesOf(StudyProtocol protocol, long steps, long patients) =>
        (long)Int128.Min(long.MaxValue, (Int128)Math.Min(protocol.Training.Batch, patients) * protocol.Training.Accumulate * steps);

    private static string Patients(SitePolicy policy, long found) => Least("updates.minimumPatients", "an update rests on", found, policy.MinimumPatients, "patients");

    private static string Samples(SitePolicy policy, long found) => Least("updates.minimumSamples", "the steps of an update see", found, policy.MinimumSamples, "patients, each time counted");

    private static string Least(string field, string what, long found, long least, string unit) => $"{field}: {what} {Number(found)} {unit}, {Number(least)} is the least";

    private static string Most(string field, string what, long found, long most, string unit) => $"{field}: {what} {Number(found)} {unit}, {Number(most)} is the most";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static bool Fits(ImmutableArray<string> allowed, string text) => allowed.Any(pattern =>
        pattern == text || (pattern.Contains('*') && Regex.IsMatch(text, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)));
}
