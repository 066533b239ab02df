using System.Diagnostics;
using System.Globalization;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using Lamella.Pathology.Bags;
using static TorchSharp.torch;

namespace Lamella.Bench.Training;

/// <summary>DeepMIL training on bags of 1,000 x 2,048: the trainer, the same operations in a bare loop, the machine's sgemm, and bags on disk.</summary>
public static class DeepMilBench
{
    private const int Tiles = 1000;
    private const int Dimension = 2048;
    private const int Batch = 16;

    /// <summary>Multiplications and additions that training on one bag needs: embedding (forward, weight gradient), two attention branches (forward and both gradients).</summary>
    private const double FlopsPerBag = 4.0 * Tiles * Dimension * 128 + 12.0 * Tiles * 128 * 128;

    /// <summary>Trainer against bare loop and sgemm, bags in memory; medians of alternated runs.</summary>
    /// <param name="repeats">Runs of each, alternated.</param>
    /// <param name="bags">Bags in memory, 8 MB each.</param>
    public static DeepMilFigures Run(int repeats = 7, int bags = 32)
    {
        TorchEngine.UseThreads(1);
        var patients = Enumerable.Range(0, bags).Select(i => Patient(i, new MemoryBag(Features(i), Dimension))).ToList();
        var shape = Shape();
        using var trainer = new LocalTrainer(shape, Task, Spec, options: new LearningOptions { CacheMegabytes = 16 + bags * 8 });
        using var bare = new BareDeepMil(Dimension);
        var tensors = patients.Select(p => tensor(Features(int.Parse(p.PatientId[1..], CultureInfo.InvariantCulture)), [Tiles, Dimension])).ToList();
        var job = Job(shape, patients, steps: bags / Batch * 2);
        trainer.Train(job);
        BareSteps(bare, tensors, patients, job.Steps);
        var (ours, theirs, sgemm) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < repeats; i++)
        {
            ours.Add(job.Steps * Batch / Seconds(() => trainer.Train(job)));
            theirs.Add(job.Steps * Batch / Seconds(() => BareSteps(bare, tensors, patients, job.Steps)));
            sgemm.Add(Sgemm());
        }

        tensors.ForEach(t => t.Dispose());
        return new DeepMilFigures(Median(ours), Median(theirs), Median(ours) * FlopsPerBag / 1e9, Median(sgemm));
    }

    /// <summary>One epoch over bags in <paramref name="folder"/> (HDF5, written here, read through the store) against bags in memory; medians of alternated runs.</summary>
    /// <param name="folder">An empty folder with room for 8 MB a bag.</param>
    /// <param name="bags">Bags on disk.</param>
    /// <param name="inMemory">Bags of the run in memory.</param>
    /// <param name="repeats">Runs of each, alternated.</param>
    public static DiskFigures RunFromDisk(string folder, int bags = 500, int inMemory = 32, int repeats = 3)
    {
        TorchEngine.UseThreads(1);
        for (var i = 0; i < bags; i++)
            BagFile.Write(Path.Combine(folder, $"P{i}.h5"), new FeatureBag($"P{i}", Tiles, Features(i % inMemory), Contract));
        var store = BagStore.Open(folder, new BagStoreOptions { CacheBytes = 0 });
        var stored = Enumerable.Range(0, bags).Select(i => Patient(i, new StoreBag(store, $"P{i}", Tiles, Dimension))).ToList();
        var held = Enumerable.Range(0, inMemory).Select(i => Patient(i, new MemoryBag(Features(i), Dimension))).ToList();
        var shape = Shape();
        using var disk = new LocalTrainer(shape, Task, Spec, options: new LearningOptions { CacheMegabytes = 0 });
        using var memory = new LocalTrainer(shape, Task, Spec, options: new LearningOptions { CacheMegabytes = 16 + inMemory * 8 });
        var steps = bags / Batch;
        var (diskJob, memoryJob) = (Job(shape, stored, steps), Job(shape, held, steps));
        memory.Train(Job(shape, held, inMemory / Batch));
        var (fromDisk, fromMemory) = (new List<double>(), new List<double>());
        for (var i = 0; i < repeats; i++)
        {
            fromDisk.Add(steps * Batch / Seconds(() => disk.Train(diskJob)));
            fromMemory.Add(steps * Batch / Seconds(() => memory.Train(memoryJob)));
        }

        return new DiskFigures(Median(fromDisk), Median(fromMemory));
    }

    private static FeatureContract Contract { get; } =
        new() { EncoderSha256 = "builtin:bench:1", MicronsPerPixel = 0.5, TileSize = 224, Preprocessing = "formula", Dimension = Dimension };

    private static BinaryTask Task { get; } = new("response", "yes");

    private static TrainingSpec Spec { get; } = new() { Rounds = 1, RoundSteps = 1, Batch = Batch, Optimiser = new OptimiserSpec { LearningRate = 1e-3 } };

    private static ModelShape Shape() =>
        ModelShape.Create(HeadPresets.Create("deepmil"), new InputSpec { Bags = new BagInput { Dimension = Dimension } }, Task, 0);

    private static Example Patient(int i, IBagSource bag) => new($"P{i}", default, bag, new Outcome(i % 2));

    private static float[] Features(int i)
    {
        var values = new float[Tiles * Dimension];
        for (var k = 0; k < values.Length; k++)
            values[k] = MathF.Abs(((k * 7919 + i * 104729) & 0xffff) / 65536f - 0.5f);
        return values;
    }

    private static TrainingJob Job(ModelShape shape, List<Example> patients, int steps) => new()
    {
        Weights = shape.Manifest.InitialWeights(1),
        Examples = patients,
        Schedule = new BatchSchedule(1, "bench", patients.Count, Batch),
        Steps = steps,
        Seed = 1,
        Stream = "bench",
    };

    private static void BareSteps(BareDeepMil bare, List<Tensor> bags, List<Example> patients, int steps)
    {
        var schedule = new BatchSchedule(1, "bench", bags.Count, Batch);
        for (var step = 0; step < steps; step++)
        {
            var rows = schedule.Batch(step).ToArray();
            bare.Step([.. rows.Select(r => bags[r])], [.. rows.Select(r => patients[r].Outcome.Value)]);
        }
    }

    /// <summary>GFLOP/s of a 2048 x 2048 by 2048 x 2048 product in float32.</summary>
    private static double Sgemm()
    {
        using var scope = NewDisposeScope();
        var a = arange(2048 * 2048, dtype: ScalarType.Float32).mul(0.37).sin().view(2048, 2048);
        a.matmul(a).Dispose();
        const int times = 10;
        var seconds = Seconds(() =>
        {
            for (var i = 0; i < times; i++)
                a.matmul(a).Dispose();
        });
        return times * 2 * Math.Pow(2048, 3) / seconds / 1e9;
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
