using System.Collections.Immutable;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Studies;

namespace Lamella.Simulation.Faults;

/// <summary>A federation and what happens to it: a pure function of a seed.</summary>
internal sealed record FaultScenario
{
    private const int Covariates = 3;

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The studies; each is one run.</summary>
    public required ImmutableArray<StudyProtocol> Studies { get; init; }

    /// <summary>The sites and their training patients.</summary>
    public required ImmutableSortedDictionary<SiteId, long> Sites { get; init; }

    /// <summary>What happens.</summary>
    public required ImmutableArray<PlannedFault> Faults { get; init; }

    /// <summary>When everything heals.</summary>
    public TimeSpan FaultsEnd { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Draws a scenario.</summary>
    public static FaultScenario Draw(ulong seed)
    {
        var random = new RandomStream(seed, "", "fault-scenario", 0);
        var sites = Enumerable.Range(0, 3 + random.NextInt(3)).ToImmutableSortedDictionary(i => new SiteId($"site-{(char)('a' + i)}"), _ => (long)(10 + random.NextInt(90)));
        var studies = Enumerable.Range(0, random.NextInt(4) == 0 ? 2 : 1).Select(i => Study(ref random, seed, i, sites.Keys.ToList())).ToImmutableArray();
        var kinds = Enum.GetValues<FaultKind>();
        var faults = Enumerable.Range(0, 1 + random.NextInt(9)).Select(_ => new PlannedFault(
            kinds[random.NextInt(kinds.Length)],
            sites.Keys.ElementAt(random.NextInt(sites.Count)),
            TimeSpan.FromSeconds(random.NextInt(1200)),
            TimeSpan.FromSeconds(30 + random.NextInt(random.NextInt(3) == 0 ? 9000 : 900)),
            random.NextInt(40))).OrderBy(f => f.At).ToImmutableArray();
        return new FaultScenario { Seed = seed, Studies = studies, Sites = sites, Faults = faults };
    }

    /// <summary>The same federation with nothing happening to it.</summary>
    public FaultScenario Undisturbed() => this with { Faults = [] };

    private static StudyProtocol Study(ref RandomStream random, ulong seed, int index, List<SiteId> sites)
    {
        StrategySpec strategy = random.NextInt(5) switch
        {
            0 => new FedAdamSpec { Name = "fed", ServerLearningRate = 0.1 },
            1 => new ScaffoldSpec { Name = "fed" },
            2 => new CyclicSpec { Name = "fed" },
            _ => new FedAvgSpec { Name = "fed" },
        };
        var isPlain = strategy is FedAvgSpec or FedAdamSpec;
        var late = isPlain && random.NextInt(2) == 0 ? new LateSpec(0.5) : null;
        var quorum = sites.Count - random.NextInt(sites.Count - 1);
        return new StudyProtocol
        {
            Study = $"study-{index}",
            Title = $"Simulated study {index}",
            Seeds = [seed],
            Sites = [.. sites.Select(s => new SiteSpec(s, SiteRole.Train))],
            Dictionary = [.. Enumerable.Range(0, Covariates).Select(i => new Variable { Name = $"x{i}", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis })],
            Task = new BinaryTask("y", "yes"),
            Inputs = new InputSpec { Clinical = [.. Enumerable.Range(0, Covariates).Select(i => $"x{i}")], Standardise = random.NextInt(3) == 0 ? Standardisation.Federated : Standardisation.None },
            Split = new ColumnSplit(),
            Model = HeadPresets.Create("logistic"),
            Training = new TrainingSpec { Rounds = 2 + random.NextInt(4), RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
            Strategies = [strategy],
            Baselines = new BaselineSpec(),
            Quorum = new QuorumSpec { Sites = quorum },
            Late = late,
            Aggregation = isPlain && random.NextInt(4) == 0 && late is null ? new MedianSpec() : null,
        };
    }
}

/// <summary>Something that happens.</summary>
/// <param name="Kind">What.</param>
/// <param name="Site">To which site, where it is a site's.</param>
/// <param name="At">When.</param>
/// <param name="For">How long.</param>
/// <param name="Step">Which durable write from then on, where a process dies at one; also which lie.</param>
internal sealed record PlannedFault(FaultKind Kind, SiteId Site, TimeSpan At, TimeSpan For, int Step);
