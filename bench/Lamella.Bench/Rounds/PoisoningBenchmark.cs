using System.Globalization;
using Lamella.Bench.Measuring;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Simulation;
using Lamella.Simulation.Data;

namespace Lamella.Bench.Rounds;

/// <summary>
/// What one hostile site of eight does to the AUC under each rule, with and without validation of updates: CAMELYON16's training slides dealt into eight
/// sites, FedAvg, all test slides. A cell is the mean over the study's seeds of the difference to the same rule without a hostile site.
/// </summary>
internal sealed class PoisoningBenchmark : IBenchmark
{
    private const int Sites = 8;
    private const double MostDifference = 0.01;

    private static readonly (string Name, AggregationSpec? Spec)[] Rules =
    [
        ("mean", null), ("median", new MedianSpec()), ("trimmed-mean", new TrimmedMeanSpec { Trim = 0.13 }), ("krum", new KrumSpec { Hostile = 1, Keep = 5 }), ("norm-clip", new NormClipSpec()),
    ];

    private static readonly (string Name, Poison Poison)[] Poisons =
        [("sign-flipped", Poison.SignFlipped), ("x100", Poison.Scaled), ("nan", Poison.NotANumber), ("noise", Poison.Noise)];

    public string Name => "poisoning";

    public string Summary => "AUC with one hostile site of eight against none, by rule and poison, validation on and off (real data)";

    public IReadOnlyList<BenchmarkRow> Run(string scratch)
    {
        if (RealData.Find("tabular", "camelyon16_slide_features.csv") is not { } table)
            return [BenchmarkRow.AtMost($"{Name}/difference", null, "AUC", MostDifference)];
        var study = Study.Load(Path.Combine(RealData.RepositoryRoot, "samples", "camelyon16.yaml"), Path.GetDirectoryName(table)!);
        var seeds = study.Protocol.Seeds.Select(seed => Federation(study, seed)).ToList();

        var rows = new List<BenchmarkRow>();
        Console.WriteLine($"| rule | no hostile site | validation | {string.Join(" | ", Poisons.Select(p => p.Name))} |");
        Console.WriteLine($"|---|---|---|{string.Concat(Poisons.Select(_ => "---|"))}");
        foreach (var (rule, spec) in Rules)
        {
            var clean = Aucs(seeds, spec, Poison.None, isValidated: true, scratch);
            foreach (var isValidated in new[] { true, false })
            {
                var validation = isValidated ? "on" : "off";
                var cells = new List<string>();
                foreach (var (poisonName, poison) in Poisons)
                {
                    var differences = Aucs(seeds, spec, poison, isValidated, scratch).Zip(clean, (a, b) => a - b).ToList();
                    double? mean = differences.Contains(null) ? null : differences.Average();
                    cells.Add(Cell(differences, mean));
                    var row = $"{Name}/{rule}/{poisonName}/validation-{validation}";
                    rows.Add(spec is null ? BenchmarkRow.Plain(row, mean, "AUC") : BenchmarkRow.AtMost(row, mean is { } m ? Math.Abs(m) : null, "AUC", MostDifference));
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {rule} | {clean.Average():0.0000} | {validation} | {string.Join(" | ", cells)} |"));
            }
        }

        return rows;
    }

    /// <summary>Mean and the seed that is farthest from none.</summary>
    private static string Cell(List<double?> differences, double? mean) => mean is null
        ? $"not finite in {differences.Count(d => d is null)} of {differences.Count}"
        : string.Create(CultureInfo.InvariantCulture, $"{mean:+0.0000;-0.0000} ({differences.MaxBy(d => Math.Abs(d!.Value)):+0.0000;-0.0000})");

    private static double?[] Aucs(List<PoisonedFederation> seeds, AggregationSpec? rule, Poison poison, bool isValidated, string scratch)
    {
        var aucs = new double?[seeds.Count];
        Parallel.For(0, seeds.Count, i => aucs[i] = seeds[i].Run(rule, poison, isValidated, Path.Combine(scratch, $"seed-{i}")));
        return aucs;
    }

    private static PoisonedFederation Federation(Study study, ulong seed)
    {
        var data = new StudyDataLoader(study).Load(seed);
        var shape = ModelShape.Create(study.Protocol.Model, study.Protocol.Inputs, study.Protocol.Task, data.CovariateNames.Length);
        return new PoisonedFederation(shape, study.Protocol, Deal(data, seed), [.. data.Sites.SelectMany(s => s.Test)], seed);
    }

    /// <summary>Patients of each hospital and class in turn, shuffled, one to each site after the other.</summary>
    private static List<IReadOnlyList<Example>> Deal(StudyData data, ulong seed)
    {
        var sites = Enumerable.Range(0, Sites).Select(_ => new List<Example>()).ToList();
        var next = 0;
        foreach (var hospital in data.Training)
        {
            foreach (var stratum in hospital.Train.GroupBy(e => e.Outcome.Value).OrderBy(g => g.Key))
            {
                var patients = stratum.ToArray();
                new RandomStream(seed, hospital.Site.Id, Purposes.Split, (ulong)stratum.Key).Shuffle(patients.AsSpan());
                foreach (var patient in patients)
                    sites[next++ % Sites].Add(patient);
            }
        }

        return [.. sites];
    }
}
