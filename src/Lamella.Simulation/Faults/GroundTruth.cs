using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Faults;

/// <summary>What really happened at the sites, whatever the ledger says.</summary>
internal sealed class GroundTruth
{
    private readonly Dictionary<(RunId, int, SiteId, string), MadeUpdate> made = [];
    private readonly Dictionary<(SiteId, RunId, int, string), string> answers = [];

    /// <summary>Violations noticed on the way.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>A site's update for a round; null when it did not make it.</summary>
    public MadeUpdate? Find(RunId run, CountedUpdate update) => made.GetValueOrDefault((run, update.Round, update.Site, update.Update));

    /// <summary>A site made an update.</summary>
    public void Made(SiteId site, RoundOrder order, UpdateMade says, byte[] file, float[] delta, bool lie)
    {
        made[(order.Run, order.Round, site, says.Update)] = new MadeUpdate(site, order.Run, order.Round, order.ModelSha256, says, file, delta, lie);
        var key = (site, order.Run, order.Round, order.ModelSha256);
        if (!lie && answers.TryGetValue(key, out var before) && before != says.Update)
            Violations.Add($"{site} answered round {order.Round} twice with different bytes");
        answers[key] = says.Update;
    }
}

/// <summary>An update as it was made.</summary>
internal sealed record MadeUpdate(SiteId Site, RunId Run, int Round, string Base, UpdateMade Says, byte[] File, float[] Delta, bool IsLie);
