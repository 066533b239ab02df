using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Rounds;

/// <summary>Whether enough sites contribute to a round.</summary>
public static class Quorum
{
    /// <summary>Least number of contributing sites of a study.</summary>
    public static int Needed(StudyProtocol protocol)
    {
        var training = protocol.Sites.Count(s => s.Role == SiteRole.Train);
        return protocol.Quorum.Sites == 0 ? training : Math.Min(protocol.Quorum.Sites, training);
    }

    /// <summary>
    /// What is missing for a round to close with these sites, in words; null when nothing is. Of a round that asks only some sites, as many may be absent
    /// as of the whole. Krum needs 2 f + 3 updates whatever the quorum.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="asked">The sites the strategy asks in this round.</param>
    /// <param name="contributing">Contributing sites and the training patients behind each.</param>
    /// <param name="populationSamples">Training patients at all approved sites that the strategy asks.</param>
    public static string? Missing(StudyProtocol protocol, IReadOnlyCollection<SiteId> asked, IReadOnlyDictionary<SiteId, long> contributing, long populationSamples)
    {
        var training = protocol.Sites.Count(s => s.Role == SiteRole.Train);
        var needed = Math.Max(0, asked.Count - (training - Needed(protocol)));
        if (protocol.Aggregation is KrumSpec krum)
            needed = Math.Max(needed, (2 * krum.Hostile) + 3);
        if (contributing.Count < needed)
            return $"{contributing.Count} of at least {needed} sites";
        if (protocol.Quorum.SampleShare is { } share && contributing.Values.Sum() < share * populationSamples)
            return $"{contributing.Values.Sum()} of {populationSamples} training patients, at least {share:P0}";
        var absent = (protocol.Quorum.Required ?? []).Where(s => asked.Contains(s) && !contributing.ContainsKey(s)).ToList();
        return absent.Count > 0 ? $"without {string.Join(", ", absent)}, which must take part" : null;
    }

    /// <summary>What approvals are missing for a run to open, in words; null when they suffice.</summary>
    /// <param name="state">The federation.</param>
    /// <param name="study">The study.</param>
    /// <param name="time">Milliseconds since 1970 UTC.</param>
    public static string? MissingToOpen(FederationState state, StudyState study, long time)
    {
        var allowed = study.TrainingSites.Where(s => study.WhyNot(state.Sites.GetValueOrDefault(s), time) is null).ToDictionary(s => s, s => study.ApprovalOf(s, time)!.MostSamples);
        return Missing(study.Protocol, study.TrainingSites, allowed, allowed.Values.Sum());
    }

    /// <summary>Training patients behind all sites that a round asks: by its update, by the last one counted, or as many as the approval allows.</summary>
    public static long SamplesAsked(StudyState study, RunState run, RoundState round) => round.Sites.Values.Sum(s =>
        s.Stage == SiteStage.Accepted ? s.Update!.Samples
        : run.Samples.TryGetValue(s.Site, out var known) ? known
        : study.Answers.GetValueOrDefault(s.Site) is StudyApproved approval ? approval.MostSamples : 0);
}
