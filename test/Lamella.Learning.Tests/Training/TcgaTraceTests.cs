using System.Globalization;
using System.Text.Json;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Testing;

namespace Lamella.Learning.Tests.Training;

/// <summary>Local training against the published run: its batches, its start, its averages after every round.</summary>
public sealed class TcgaTraceTests
{
    [Theory]
    [InlineData("42")]
    [InlineData("43")]
    public void Averages_of_our_local_models_are_the_published_ones(string seed)
    {
        var folder = SharedData.Require("tabular", "flamby", "fed_tcga_brca");
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "reference_trace.json")));
        var trace = document.RootElement;
        var rows = File.ReadLines(Path.Combine(folder, "brca.csv")).Skip(1).Select(Read).ToDictionary(e => e.PatientId, StringComparer.Ordinal);
        List<Example>[] clients = [.. trace.GetProperty("patients").EnumerateArray().Select(c => c.EnumerateArray().Select(p => rows[p.GetString()!]).ToList())];
        var run = trace.GetProperty("seeds").GetProperty(seed);
        IBatchSchedule[] schedules = [.. run.GetProperty("batches").EnumerateArray().Select(c => new ListedBatches(c))];

        var task = Fixtures.Survival with { Loss = CoxLoss.BatchMean };
        var shape = ModelShape.Create(HeadPresets.Create("cox"), Fixtures.Table, task, 39);
        var sgd = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 };
        using var trainer = new LocalTrainer(shape, task, Fixtures.Training(8, sgd));
        var global = Weights(run.GetProperty("initial"));
        var total = clients.Sum(c => c.Count);
        var round = 0;
        foreach (var expected in run.GetProperty("strategies").GetProperty("FedAvg").GetProperty("rounds").EnumerateArray())
        {
            var sum = new double[40];
            for (var c = 0; c < clients.Length; c++)
            {
                var job = Fixtures.Job(shape, clients[c], 100) with { Weights = global, Schedule = schedules[c], FirstStep = round * 100 };
                var local = trainer.Train(job).Weights;
                for (var i = 0; i < local.Length; i++)
                    sum[i] += (double)clients[c].Count / total * local[i];
            }

            global = [.. sum.Select(s => (float)s)];
            var published = Weights(expected);
            var distance = Math.Sqrt(published.Zip(global, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
            var norm = Math.Sqrt(published.Sum(a => (double)a * a));
            Assert.True(distance / norm < 5e-5, $"round {round}: {distance / norm}");
            round++;
        }

        Assert.Equal(5, round);
    }

    private static float[] Weights(JsonElement model) => [.. model.GetProperty("weight").EnumerateArray().Select(w => w.GetSingle()), model.GetProperty("bias").GetSingle()];

    private static Example Read(string line)
    {
        var cells = line.Split(',');
        float[] numbers = [.. cells[1..].Select(c => float.Parse(c, CultureInfo.InvariantCulture))];
        return new Example(cells[0], numbers.AsMemory(0, 39), null, new Outcome(numbers[39], numbers[40]));
    }

    private sealed class ListedBatches(JsonElement batches) : IBatchSchedule
    {
        private readonly int[][] batches = [.. batches.EnumerateArray().Select(b => b.EnumerateArray().Select(r => r.GetInt32()).ToArray())];

        public int StepsPerEpoch => batches.Length;

        public ReadOnlySpan<int> Batch(long step) => batches[step];
    }
}
