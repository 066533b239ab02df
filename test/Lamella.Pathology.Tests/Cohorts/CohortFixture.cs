using System.Collections.Immutable;
using System.Text;
using Lamella.Federation.Models;
using Lamella.Federation.Studies;
using Lamella.Pathology.Cohorts;
using Lamella.Testing;

namespace Lamella.Pathology.Tests.Cohorts;

/// <summary>A small study and a folder with tables, bent by each test.</summary>
internal sealed class CohortFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static SiteId Site { get; } = new("north");

    public SiteMap Map { get; set; } = new() { Tables = [new TableMap("patients.csv", "id")] };

    public StudyProtocol Protocol { get; set; } = new()
    {
        Study = "small",
        Title = "Small",
        Seeds = [1],
        Sites = [new SiteSpec(Site, SiteRole.Train), new SiteSpec(new SiteId("away"), SiteRole.External)],
        Dictionary =
        [
            new Variable { Name = "age", Type = VariableType.Number, KnownAt = KnownAt.Diagnosis },
            new Variable { Name = "grade", Type = VariableType.Code, Codes = ["G1", "G2", "G3"], Missing = ["GX"], KnownAt = KnownAt.Diagnosis },
            new Variable { Name = "relapse", Type = VariableType.Code, Codes = ["no", "yes"], KnownAt = KnownAt.Later },
            new Variable { Name = "days", Type = VariableType.Number, KnownAt = KnownAt.Later },
        ],
        Task = new BinaryTask("relapse", "yes"),
        Inputs = new InputSpec { Clinical = ["age", "grade"] },
        Split = new SeededSplit(0.25),
        Model = HeadPresets.Create("logistic"),
        Training = new TrainingSpec { Rounds = 1, RoundSteps = 1, Batch = 1, Optimiser = new OptimiserSpec { LearningRate = 1 } },
        Strategies = [new FedAvgSpec { Name = "FedAvg" }],
        Baselines = new BaselineSpec(),
    };

    public void Write(string file, string text, Encoding? encoding = null) => File.WriteAllText(folder.File(file), text, encoding ?? new UTF8Encoding(false));

    public Cohort Read(ulong seed = 1, string site = "north") => CohortReader.Read(Protocol, new SiteId(site), Map, folder.FullName, seed);

    /// <summary>All patients of both splits by id.</summary>
    public ImmutableSortedDictionary<string, CohortPatient> ReadAll()
    {
        var cohort = Read();
        return cohort.Train.Concat(cohort.Test).ToImmutableSortedDictionary(p => p.Id, p => p, StringComparer.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
