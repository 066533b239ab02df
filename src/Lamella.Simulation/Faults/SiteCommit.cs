using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Simulation.Faults.Disks;

namespace Lamella.Simulation.Faults;

/// <summary>The end of a simulated site's training: update and state are committed together, and a round that was committed gives the same again.</summary>
internal static class SiteCommit
{
    public static UpdateMade Of(SiteNode site, SimulatedFederation federation, RoundOrder order, byte[] model)
    {
        var bug = federation.Bug;
        var commits = site.Disk.Commits;
        var samples = site.Lie is 3 ? site.Samples * 100 : site.Samples;
        if (!bug.CommitsStateApart && commits.FirstOrDefault(c => c.Run == order.Run && c.Round == order.Round && c.Base == order.ModelSha256 && c.Says.Samples == samples) is { } before)
            return before.Says;
        var plan = federation.PlanOf(order.Run);
        var last = commits.LastOrDefault(c => c.Run == order.Run && (bug.CommitsStateApart || c.Round < order.Round));
        var firstStep = last?.StepAfter ?? 0;
        byte[] file;
        float[] delta = [];
        if (order.Kind == RoundKind.Preparation)
        {
            using var stream = new MemoryStream();
            ToyTraining.Sums(site.Site, site.Samples, plan.NumberColumns).Write(stream);
            file = stream.ToArray();
        }
        else
        {
            delta = ToyTraining.Delta(site.Site, Safetensors.Read(new MemoryStream(model), plan.Manifest, "model"), firstStep);
            file = ToyTraining.File(plan.Manifest, Lied(site, federation, delta), plan.Strategy.HasControl);
            if (site.Lie is 2)
                file = ToyTraining.Garbage(order.Round);
        }

        var steps = order.Kind == RoundKind.Preparation ? 0 : 10;
        var says = new UpdateMade(ToyTraining.NameOf(file), file.Length, samples, firstStep, site.Lie is 4 ? 0 : steps, 0.5, null, 0, model.Length);
        // Noted before the write, in which the process may die.
        federation.Truth.Made(site.Site, order, says, file, delta, site.Lie is not null);
        if (!bug.CommitsNothing)
            site.Disk.Persist(() => commits.Add(new CommittedRound(order.Run, order.Round, order.ModelSha256, says, file, firstStep + steps)));
        return says;
    }

    private static float[] Lied(SiteNode site, SimulatedFederation federation, float[] delta)
    {
        if (site.Lie is null)
            return delta;
        federation.Log.Count(FaultKind.LyingSite);
        return site.Lie switch
        {
            0 => [.. delta.Select(_ => float.NaN)],
            1 => [.. delta.Select(d => d * 1e6f)],
            _ => delta,
        };
    }
}
