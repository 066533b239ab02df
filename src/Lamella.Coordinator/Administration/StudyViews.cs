using Lamella.Federation;
using Lamella.Federation.Messages;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Coordinator.Administration;

/// <summary>Studies as people look at them, at one moment.</summary>
/// <param name="state">The federation.</param>
/// <param name="connected">Sites whose line is up.</param>
/// <param name="atWork">What each site was last heard to be at.</param>
/// <param name="stuck">Runs that stand still for a fault of the coordinator.</param>
/// <param name="now">Milliseconds since 1970 UTC.</param>
internal sealed class StudyViews(
    FederationState state, IReadOnlyCollection<SiteId> connected, IReadOnlyDictionary<SiteId, WorkProgress> atWork, IReadOnlyDictionary<RunId, LamellaException> stuck, long now)
{
    /// <summary>The study of a name: its hash, the beginning of it, or its short name where only one has it.</summary>
    /// <exception cref="LamellaException">There is none, or there are several.</exception>
    public static StudyState Named(FederationState state, string name)
    {
        const int FewestDigits = 6;
        if (state.Studies.TryGetValue(name, out var exact))
            return exact;
        var found = state.Studies.Values
            .Where(s => s.Protocol.Study == name || (name.Length >= FewestDigits && s.Study.StartsWith(name, StringComparison.Ordinal))).ToList();
        if (found.Count > 1 && found.Where(s => s.Cancelled is null).ToList() is [var only])
            return only;
        return found.Count switch
        {
            1 => found[0],
            0 => throw new LamellaException(ErrorCodes.RequestRefused, $"There is no study '{name}'.", "Look which there are: ./lamella coordinator status DIR."),
            _ => throw new LamellaException(
                ErrorCodes.RequestRefused, $"Several studies are called '{name}': {string.Join(", ", found.Select(s => s.Study[..12]))}.", "Name it by the first digits of its hash."),
        };
    }

    public StudyView Of(StudyState study) => new(
        study.Study,
        study.Protocol.Study,
        study.Proposal.Purpose,
        study.Proposal.ProposedBy,
        state.StatusOf(study),
        [.. study.Protocol.Sites.Select(s => s.Id).Order().Select(site => SiteIn(study, site))],
        [.. study.Runs.Select(state.RunOf).Select(run => RunIn(study, run))]);

    private StudySiteView SiteIn(StudyState study, SiteId site)
    {
        var work = atWork.GetValueOrDefault(site) is { } at && at.Run.ProtocolSha256 == study.Study && state.OpenRuns.Contains(at.Run)
            ? new SiteWorkView(at.Run.Strategy, at.Run.Seed, at.Round, at.Step, at.Steps)
            : null;
        return new StudySiteView(site.Value, connected.Contains(site), study.WhyNot(state.Sites.GetValueOrDefault(site), now), work,
            SiteRules.Scorings(state, site, now).Where(o => o.Run.ProtocolSha256 == study.Study).Sum(o => o.Arms.Length));
    }

    private RunView RunIn(StudyState study, RunState run) => new(
        run.Run.Strategy,
        run.Run.Seed,
        run.Status,
        Math.Max(0, run.Round),
        RunLength.Rounds(study.Protocol, study.Protocol.Strategies.First(s => s.Name == run.Run.Strategy)),
        run.Last?.Loss,
        run.Model,
        run.Phase == RunPhase.Ended ? run.Reason : WaitingWords.Of(state, run, connected, atWork, stuck.GetValueOrDefault(run.Run), now));
}
