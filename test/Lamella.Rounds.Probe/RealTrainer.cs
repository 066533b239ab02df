using System.Security.Cryptography;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Models;
using Lamella.Federation.Randomness;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Site.Rounds;

namespace Lamella.Rounds.Probe;

/// <summary>The production handler and trainer on a few made-up patients.</summary>
internal sealed class RealTrainer : ITrainer
{
    public const int Patients = 8, Covariates = 2;

    private readonly string folder;
    private readonly LocalTrainer trainer;
    private readonly SiteRoundHandler handler;

    public RealTrainer(StudyProtocol protocol, SiteId site, string folder)
    {
        this.folder = Path.Combine(folder, "rounds");
        var shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, Covariates);
        var patients = new SiteExamples(PatientsOf(site), []);
        trainer = new LocalTrainer(shape, protocol.Task, protocol.Training);
        var plan = new SitePlan
        {
            Site = site,
            Run = new RunId(ProtocolEncoding.Hash(protocol), protocol.Strategies[0].Name, protocol.Seeds[0]),
            Strategy = FederatedStrategies.Create(protocol.Strategies[0]),
            Manifest = shape.Manifest,
            Training = protocol.Training,
            Optimiser = protocol.Training.Optimiser,
            Patients = _ => patients,
        };
        handler = new SiteRoundHandler(plan, trainer, new SiteStateStore(this.folder));
    }

    public (UpdateMade Update, string Path) Train(RoundOrder order, Stream model) => handler.Handle(order, new RoundInputs(model), null, CancellationToken.None);

    public string Find(string update) => Directory.EnumerateFiles(folder, "update.safetensors", SearchOption.AllDirectories).Single(path => HashOf(path) == update);

    public void Dispose() => trainer.Dispose();

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static List<Example> PatientsOf(SiteId site)
    {
        var random = new RandomStream(5, site.Value, "probe", 0);
        var patients = new List<Example>();
        for (var i = 0; i < Patients; i++)
            patients.Add(new Example($"p{i}", new float[] { (float)random.NextGaussian(), (float)random.NextGaussian() + (i % 2) }, null, new Outcome(i % 2)));
        return patients;
    }
}
