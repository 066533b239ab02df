using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Faults;

/// <summary>Lines between coordinator and sites: messages take a while, and while a line is bad they are lost, doubled, held up, or do not pass.</summary>
internal sealed class SimulatedNetwork(VirtualTime time, ulong seed, FaultLog log)
{
    private readonly Dictionary<SiteId, TimeSpan> cutUntil = [];
    private readonly Dictionary<(SiteId, FaultKind), TimeSpan> badUntil = [];
    private RandomStream random = new(seed, "", "fault-network", 0);

    /// <summary>Cuts a site's line.</summary>
    public void Cut(SiteId site, TimeSpan until) => cutUntil[site] = until;

    /// <summary>Makes a site's line bad: about every third message is lost, doubled or held up.</summary>
    public void Spoil(SiteId site, FaultKind kind, TimeSpan until) => badUntil[(site, kind)] = until;

    /// <summary>All lines are good again.</summary>
    public void Heal()
    {
        cutUntil.Clear();
        badUntil.Clear();
    }

    /// <summary>Sends a message over a site's line, either way.</summary>
    public void Send(SiteId site, Action deliver)
    {
        if (IsBad(site, FaultKind.MessageLost))
        {
            log.Count(FaultKind.MessageLost);
            return;
        }

        Deliver(site, deliver, IsBad(site, FaultKind.MessageReordered, log) ? TimeSpan.FromSeconds(random.NextInt(120)) : TimeSpan.Zero);
        if (IsBad(site, FaultKind.MessageDoubled, log))
            Deliver(site, deliver, TimeSpan.FromSeconds(random.NextInt(60)));
    }

    private void Deliver(SiteId site, Action deliver, TimeSpan held) => time.After(held + TimeSpan.FromMilliseconds(20 + random.NextInt(80)), () =>
    {
        if (cutUntil.TryGetValue(site, out var until) && time.Now < until)
            return;
        deliver();
    });

    private bool IsBad(SiteId site, FaultKind kind, FaultLog? counted = null)
    {
        var bad = badUntil.TryGetValue((site, kind), out var until) && time.Now < until && random.NextInt(3) == 0;
        if (bad)
            counted?.Count(kind);
        return bad;
    }
}
