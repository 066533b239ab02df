using System.Diagnostics;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;

namespace Lamella.Bench.Training;

/// <summary>The small end: a linear Cox model, 39 columns, batches of 8, in jobs of 100 steps as in the TCGA-BRCA study.</summary>
public static class CoxStepBench
{
    /// <summary>Microseconds per step, each job's overhead included; median of <paramref name="repeats"/> runs of 50 jobs.</summary>
    public static double Run(int repeats = 7)
    {
        const int jobs = 50, steps = 100;
        var task = new SurvivalTask("time", "event", CoxLoss.BatchMean);
        var shape = ModelShape.Create(HeadPresets.Create("cox"), new InputSpec { Clinical = ["age"] }, task, 39);
        var stream = new RandomStream(1, "", Purposes.Synthetic, 0);
        var patients = new List<Example>();
        for (var i = 0; i < 248; i++)
        {
            var row = new float[39];
            foreach (ref var value in row.AsSpan())
                value = (float)stream.NextDouble();
            patients.Add(new Example($"P{i}", row, null, new Outcome(stream.NextInt(2), 1 + stream.NextInt(1000))));
        }

        var spec = new TrainingSpec { Rounds = 1, RoundSteps = steps, Batch = 8, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.01 } };
        using var trainer = new LocalTrainer(shape, task, spec);
        var job = new TrainingJob
        {
            Weights = shape.Manifest.InitialWeights(1),
            Examples = patients,
            Schedule = new BatchSchedule(1, "bench", patients.Count, 8),
            Steps = steps,
            Seed = 1,
            Stream = "bench",
        };
        var times = new List<double>();
        trainer.Train(job);
        for (var r = 0; r < repeats; r++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < jobs; i++)
                trainer.Train(job);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / (jobs * steps));
        }

        return times.Order().ElementAt(repeats / 2);
    }
}
