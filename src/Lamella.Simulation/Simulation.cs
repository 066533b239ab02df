using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Simulation.Arms;
using Lamella.Simulation.Data;
using Lamella.Simulation.Federations;
using Lamella.Simulation.Runs;

namespace Lamella.Simulation;

/// <summary>
/// Runs whole studies with all sites in this process. Arms: each site alone, the ensemble of the local models, federated (every strategy), and
/// pooled; all from the same initial model, all tested on every site's test patients.
/// </summary>
public static class Simulation
{
    /// <summary>
    /// Runs a study, or what is left of it: finished arms are kept, a federated arm goes on from its last finished round, a local or pooled one from its
    /// last finished pass.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="options">Where to, which seeds, how much at once.</param>
    /// <param name="cancellation">Stops after what is on the disk.</param>
    /// <exception cref="Lamella.Federation.LamellaException">A fault the user can mend; nothing is left half-written.</exception>
    public static async Task<StudyOutcome> RunAsync(Study study, SimulationOptions options, CancellationToken cancellation = default)
    {
        TorchEngine.UseThreads(LearningOptions.Default.Threads);
        var protocol = study.Protocol;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallel, 1);
        // Seeds that the folder holds already stay in the results.
        var seeds = OutputFolder.SeedsIn(options.Output).Concat(options.Seeds.Count > 0 ? options.Seeds : protocol.Seeds);
        var loader = new StudyDataLoader(study);
        var data = seeds.Distinct().Order().ToDictionary(seed => seed, loader.Load);
        foreach (var note in data.Values.SelectMany(d => d.Sites).SelectMany(s => s.Notes.Select(n => $"{s.Site.Id}: {n}")).Distinct())
            options.Progress.Note(note);

        if (data.Values.Any(d => d.Sites.All(s => s.Test.Count == 0)))
            throw new LamellaException(ErrorCodes.CohortEmpty, "No site has a patient to test on.", "Raise split.testShare, or mend the values for test in the sites' maps; nothing was trained.");
        var shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, data.Values.First().CovariateNames.Length, protocol.Training.KeepLocal);
        using var folder = OutputFolder.Open(options.Output, new OutputFolder.Identity(protocol.Study, study.ProtocolSha256, loader.Fingerprint()));
        using var bags = new BagCache(options.BagCacheMegabytes);
        using var gate = new SemaphoreSlim(options.Parallel);
        options.Progress.Planned(data.Values.Sum(d => UnitCount.Of(protocol, d)));
        using var handlers = new StudyHandlers(study, shape, data, folder, gate, bags, options);
        var samples = study.TrainingSites.ToDictionary(s => s, s => SamplesOf(s, data.Values));
        await using var federation = new InProcessFederation(folder.PathOf("state", "federation"), protocol, samples, handlers, options.Time);
        foreach (var (seed, seedData) in data)
            await new ArmRunner(new ArmContext(study, shape, seedData, folder, gate, bags, options, federation, handlers), seed).RunAsync(cancellation).ConfigureAwait(false);
        return new StudyWriter(study, options, folder, data).Write();
    }

    /// <summary>Fewest and most patients a site may say an update rests on.</summary>
    private static (long Least, long Most) SamplesOf(SiteId site, IEnumerable<StudyData> seeds)
    {
        var counts = seeds.Select(d => d.Sites.First(s => s.Site.Id == site)).Select(s => (long)(s.Train.Count + s.Holdout.Count)).ToList();
        return (1, Math.Max(1, counts.Max()));
    }
}
