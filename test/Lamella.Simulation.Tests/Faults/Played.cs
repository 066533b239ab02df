using System.Collections.Immutable;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Faults;

namespace Lamella.Simulation.Tests.Faults;

/// <summary>A named scenario: four sites in virtual time, and what the test lets happen to them. The oracle of the seeded runs looks at each.</summary>
internal sealed class Played
{
    private readonly Lazy<SimulatedFederation> undisturbed;

    /// <summary>Plays a scenario to its end.</summary>
    /// <param name="scenario">The federation and what is planned.</param>
    /// <param name="script">What else happens, told of every new entry.</param>
    public Played(FaultScenario scenario, Func<SimulatedFederation, Action<LedgerEvent>>? script = null)
    {
        undisturbed = new Lazy<SimulatedFederation>(() => Undisturbed(scenario));
        Federation = new SimulatedFederation(scenario);
        Federation.Happened = script?.Invoke(Federation);
        Federation.Run();
        Assert.Empty(new FaultOracle(Federation, undisturbed).Check());
    }

    public SimulatedFederation Federation { get; }

    /// <summary>The one run.</summary>
    public RunState Run => RunOf(Federation);

    /// <summary>The ledger, oldest first.</summary>
    public IReadOnlyList<LedgerEvent> Events => [.. Federation.Coordinator.Disk.Entries.Select(e => EventEncoding.Decode(e.Body.AsSpan()))];

    /// <summary>The model of the same federation to which nothing happens.</summary>
    public string UndisturbedModel => RunOf(undisturbed.Value).Model;

    /// <summary>Rounds in which a site's update counts.</summary>
    public IReadOnlyList<int> RoundsOf(SiteId site) => [.. Events.OfType<RoundClosed>().SelectMany(c => c.Contributions).Where(c => c.Site == site).Select(c => c.Round)];

    public static SiteId Site(char letter) => new($"site-{letter}");

    public static FaultScenario Of(int rounds, int quorum, params PlannedFault[] faults) => Of([Study("study", rounds, quorum)], faults);

    public static FaultScenario Of(ImmutableArray<StudyProtocol> studies, params PlannedFault[] faults) => new()
    {
        Seed = 7,
        Studies = studies,
        Sites = "abcd".ToImmutableSortedDictionary(Site, letter => 20L + letter),
        Faults = [.. faults],
    };

    public static StudyProtocol Study(string name, int rounds, int quorum) => new()
    {
        Study = name,
        Title = name,
        Seeds = [7],
        Sites = [.. "abcd".Select(letter => new SiteSpec(Site(letter), SiteRole.Train))],
        Dictionary = [new Variable { Name = "x", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis }],
        Task = new BinaryTask("y", "yes"),
        Inputs = new InputSpec { Clinical = ["x"] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = rounds, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
        Strategies = [new FedAvgSpec { Name = "fed" }],
        Baselines = new BaselineSpec(),
        Quorum = new QuorumSpec { Sites = quorum },
    };

    private static RunState RunOf(SimulatedFederation federation) => federation.Coordinator.State!.RunOf(federation.Runs.Single());

    private static SimulatedFederation Undisturbed(FaultScenario scenario)
    {
        var federation = new SimulatedFederation(scenario.Undisturbed());
        federation.Run();
        return federation;
    }
}
