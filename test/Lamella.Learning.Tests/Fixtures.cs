using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.Learning.Tests;

/// <summary>Small models and patients for tests.</summary>
internal static class Fixtures
{
    public static BinaryTask Binary { get; } = new("response", "yes");

    public static SurvivalTask Survival { get; } = new("time", "event");

    public static InputSpec Tiles(int dimension, Fusion fusion = Fusion.None) =>
        new() { Bags = new BagInput { Dimension = dimension }, Fusion = fusion, Clinical = fusion == Fusion.None ? [] : ["age"] };

    public static InputSpec Table { get; } = new() { Clinical = ["age"] };

    public static TrainingSpec Training(int batch = 4, OptimiserSpec? optimiser = null) =>
        new() { Rounds = 1, RoundSteps = 1, Batch = batch, Optimiser = optimiser ?? new OptimiserSpec { LearningRate = 0.01 } };

    /// <summary>Patients with normal covariates and bags of 1 to 12 tiles; the outcome hangs on the first feature.</summary>
    public static List<Example> Patients(int count, int covariates, int dimension, ulong seed = 7)
    {
        var stream = new RandomStream(seed, "", Purposes.Synthetic, 0);
        var patients = new List<Example>();
        for (var i = 0; i < count; i++)
        {
            var columns = Normal(ref stream, covariates);
            var tiles = dimension == 0 ? [] : Normal(ref stream, (1 + stream.NextInt(12)) * dimension);
            var signal = (covariates > 0 ? columns[0] : 0) + (dimension > 0 ? tiles[0] : 0);
            var outcome = new Outcome(signal > 0 ? 1 : 0, (float)(1 + stream.NextDouble() * 10));
            patients.Add(new Example($"P{i}", columns, dimension == 0 ? null : new MemoryBag(tiles, dimension), outcome));
        }

        return patients;
    }

    public static TrainingJob Job(ModelShape shape, IReadOnlyList<Example> patients, int steps, ulong seed = 42, int batch = 4, string stream = "site-a") => new()
    {
        Weights = shape.Manifest.InitialWeights(seed),
        Examples = patients,
        Schedule = new BatchSchedule(seed, stream, patients.Count, batch),
        Steps = steps,
        Seed = seed,
        Stream = stream,
    };

    private static float[] Normal(ref RandomStream stream, int count)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = (float)stream.NextGaussian();
        return values;
    }
}
