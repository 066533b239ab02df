using System.Collections.Immutable;
using System.Diagnostics;
using Lamella.Federation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Pathology.Cohorts;
using Lamella.Site.Data;

namespace Lamella.Site.Cohorts;

/// <summary>A dry run of a study on a hospital's own cohort. Nothing of it leaves but what a person tells the coordinator afterwards: a code, or that it passes.</summary>
/// <param name="Splits">Patients of each seed's split; empty where they could not be read.</param>
/// <param name="Contract">Contract of the bags; null in a study without bags, or where they could not be opened.</param>
/// <param name="StepTime">How long a training step takes here; null where none could be taken.</param>
/// <param name="Bytes">Disk that the study needs beside the data, bytes.</param>
/// <param name="Faults">What is wrong: with map and tables, then with the bags, then with training; none when nothing is.</param>
public sealed record CohortCheck(ImmutableArray<SplitCount> Splits, FeatureContract? Contract, TimeSpan? StepTime, long Bytes, ImmutableArray<LamellaException> Faults)
{
    private const int Warm = 2, Timed = 3;

    /// <summary>Training patients in the smallest split.</summary>
    public long FewestPatients => Splits.Select(s => s.Train.Values.Sum()).DefaultIfEmpty(0).Min();

    /// <summary>Training patients in the largest split.</summary>
    public long MostPatients => Splits.Select(s => s.Train.Values.Sum()).DefaultIfEmpty(0).Max();

    /// <summary>Reads all that the study would read, for each of its seeds, and takes a few training steps.</summary>
    public static CohortCheck Of(StudyProtocol protocol, SiteId site, SiteCohort cohort)
    {
        var spec = protocol.Sites.FirstOrDefault(s => s.Id == site) ?? throw new ArgumentException($"{site} has no part in {protocol.Study}.", nameof(site));
        var splits = ImmutableArray.CreateBuilder<SplitCount>();
        var shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
        FeatureContract? contract = null;
        TimeSpan? step = null;
        var faults = ImmutableArray.CreateBuilder<LamellaException>();
        var loader = new SiteDataLoader(protocol, spec, new SiteSource(cohort.ToMap(), cohort.MapFile, "/"));
        Cohort? patients = null;
        Try(() =>
        {
            foreach (var seed in protocol.Seeds)
            {
                var read = loader.ReadCohort(seed);
                patients ??= read;
                splits.Add(SplitCount.Of(protocol.Task, seed, read));
            }
        });
        Try(() =>
        {
            loader.OpenBags(patients);
            contract = loader.Contract;
            loader.RequireContract();
        });
        if (faults.Count == 0 && spec.Role == SiteRole.Train)
            Try(() => step = TimeStep(protocol, loader.Load(patients!, protocol.Seeds[0]), shape));
        return new CohortCheck(splits.ToImmutable(), contract, step, BytesOf(protocol, shape), faults.ToImmutable());

        void Try(Action look)
        {
            try
            {
                look();
            }
            catch (LamellaException found)
            {
                faults.Add(found);
            }
        }
    }

    /// <summary>How long all rounds of all runs take here, alone; null where no step could be taken.</summary>
    public TimeSpan? Duration(StudyProtocol protocol)
    {
        if (StepTime is not { } step || Splits.IsEmpty)
            return null;
        var schedule = new BatchSchedule(protocol.Seeds[0], "", (int)MostPatients, protocol.Training.Batch);
        var steps = protocol.Training.RoundSteps > 0 ? protocol.Training.RoundSteps : protocol.Training.StepsOf(protocol.Training.RoundEpochs, schedule);
        return step * ((double)steps * protocol.Strategies.Sum(s => RunLength.RoundsOfSite(protocol, s)) * protocol.Seeds.Length);
    }

    /// <summary>Of each run two committed rounds with update and state, and the update on its way; once the model that came in and the one before; the local models.</summary>
    private static long BytesOf(StudyProtocol protocol, ModelShape shape)
    {
        long model = shape.Manifest.TotalCount * sizeof(float);
        return model * ((protocol.Strategies.Length * protocol.Seeds.Length * 9L) + 2 + (protocol.Baselines.Local ? protocol.Seeds.Length * 3L : 0));
    }

    private static TimeSpan TimeStep(StudyProtocol protocol, SiteData data, ModelShape shape)
    {
        var training = protocol.Training;
        var patients = data.WithTotals(data.Sums);
        using var trainer = new LocalTrainer(shape, protocol.Task, training, training.Optimiser, LearningOptions.Default);
        var start = 0L;
        trainer.Train(
            new TrainingJob
            {
                Weights = shape.Manifest.InitialWeights(protocol.Seeds[0]),
                Examples = patients.Train,
                Schedule = new BatchSchedule(protocol.Seeds[0], data.Site.Id.Value, patients.Train.Count, training.Batch),
                FirstStep = 0,
                Steps = Warm + Timed,
                TotalSteps = Warm + Timed,
                Seed = protocol.Seeds[0],
                Stream = data.Site.Id.Value,
            },
            done => start = done.Done == Warm ? Stopwatch.GetTimestamp() : start);
        return Stopwatch.GetElapsedTime(start) / Timed;
    }
}
