using System.Globalization;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Rounds.Probe;
using Lamella.Coordinator.Rounds;
using Lamella.Federation.Rounds;

// train COORDINATOR SITES FOLDER ...   runs what is left of a small study in each folder; dies after so many durable writes of the coordinator, or of the sites; 0: never
// empty ROUNDS FOLDER                  runs rounds in which nothing is trained, and says what memory it holds
const int Samples = RealTrainer.Patients;
var number = (int at) => int.Parse(args[at], CultureInfo.InvariantCulture);
if (args[0] == "train")
{
    var protocol = Study(sites: 3, new FedAdamSpec { Name = "FedAdam", ServerLearningRate = 0.1 }, rounds: 2);
    foreach (var folder in args[3..])
    {
        var (ours, theirs) = (new DurableWrites(number(1)), new DurableWrites(number(2)));
        using var federation = new DirectFederation(folder, protocol, Samples, (site, place) => new RealTrainer(protocol, site, place), ours, theirs);
        var end = federation.Run();
        Console.WriteLine($"{end.Status} {end.Model} {federation.Coordinator.State.Head.Index + 1} {ours.Count}");
    }

    return 0;
}

var empty = Study(sites: 1, new FedAvgSpec { Name = "FedAvg" }, number(1));
var manifest = RunPlan.Of(empty, new RunId(ProtocolEncoding.Hash(empty), "FedAvg", 1)).Manifest;
var never = new DurableWrites(0);
using (var federation = new DirectFederation(args[2], empty, Samples, (_, place) => new IdleTrainer(manifest, place, Samples), never, never, Tell))
    Console.WriteLine(federation.Run().Status);
return 0;

static void Tell(LedgerEvent e)
{
    if (e is RoundRecorded { Round: var round } && round % 1000 == 0)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{round} {GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}"));
}

static StudyProtocol Study(int sites, StrategySpec strategy, int rounds) => new()
{
    Study = "probe",
    Title = "Probe",
    Seeds = [1],
    Sites = [.. Enumerable.Range(0, sites).Select(i => new SiteSpec(new SiteId($"site-{i}"), SiteRole.Train))],
    Dictionary = [.. Enumerable.Range(0, RealTrainer.Covariates).Select(i => new Variable { Name = $"x{i}", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis })],
    Task = new BinaryTask("y", "yes"),
    Inputs = new InputSpec { Clinical = [.. Enumerable.Range(0, RealTrainer.Covariates).Select(i => $"x{i}")] },
    Split = new ColumnSplit(),
    Model = HeadPresets.Create("logistic"),
    Training = new TrainingSpec { Rounds = rounds, RoundSteps = 3, Batch = 4, Optimiser = new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = 0.1 } },
    Strategies = [strategy],
    Baselines = new BaselineSpec(),
};
