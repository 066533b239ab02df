using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Testing;

namespace Lamella.Site.Tests.Egress;

/// <summary>A small study between two sites, for what may leave and what did.</summary>
internal static class EgressStudy
{
    public static SiteId Me { get; } = new("north");

    public static SiteId Other { get; } = new("port");

    public static StudyProtocol Protocol { get; } = new()
    {
        Study = "egress",
        Title = "Egress",
        Seeds = [1],
        Sites = [new(Me, SiteRole.Train), new(Other, SiteRole.Train)],
        Dictionary = [new Variable { Name = "x", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis }],
        Task = new BinaryTask("y", "yes"),
        Inputs = new InputSpec { Clinical = ["x"] },
        Split = new ColumnSplit(),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = 2, RoundSteps = 10, Batch = 4, Optimiser = new OptimiserSpec { LearningRate = 0.1 } },
        Strategies = [new FedAvgSpec { Name = "fedavg" }],
        Baselines = new BaselineSpec(),
    };

    public static RunId Run { get; } = new(ProtocolEncoding.Hash(Protocol), "fedavg", 1);

    public static string Blob { get; } = ToldLedger.Blob("an update");
}
