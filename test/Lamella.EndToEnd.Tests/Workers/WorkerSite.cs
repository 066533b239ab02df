using System.Security.Cryptography;
using System.Text.Json;
using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Federation.Models;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Learning.Training;
using Lamella.Simulation;
using Lamella.Site.Cohorts;
using Lamella.Site.Data;
using Lamella.Site.Hosting;
using Lamella.Site.Rounds;
using Lamella.Site.Work;
using Lamella.Testing;
using Lamella.Testing.Conformance;

namespace Lamella.EndToEnd.Tests.Workers;

/// <summary>A site with a small table, its folder, and the first round of a run in which it trains long enough to be interrupted.</summary>
internal sealed class WorkerSite : ExecutorMedium
{
    private const int Steps = 400;
    private readonly TableConsortium consortium = new();
    private readonly TemporaryFolder folder = new();
    private readonly Study study;
    private readonly ModelShape shape;
    private readonly string model;
    private int jobs;

    public WorkerSite()
    {
        study = Study.Load(consortium.StudyFile, consortium.Data, ["inputs.standardise=site", $"training.roundSteps={Steps}"]);
        var protocol = study.Protocol;
        shape = ModelShape.Create(protocol.Model, protocol.Inputs, protocol.Task, CovariateLayout.Columns(protocol).Length, protocol.Training.KeepLocal);
        model = folder.File("model");
        using (var file = File.Create(model))
            Safetensors.Write(file, shape.Manifest.Shared(), shape.Manifest.InitialWeights(Run.Seed).AsMemory(0, shape.Manifest.SharedCount));
        Order = new RoundOrder(Run, 1, RoundKind.Training, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model))), null, null, 3, [SiteMetrics.TrainingLoss]);
        Directory.CreateDirectory(Home);
        File.WriteAllText(Path.Combine(Home, "key"), "secret");
    }

    /// <summary>The site's folder.</summary>
    public string Home => folder.File("site");

    public string Model => model;

    public Study Study => study;

    public SiteId Site { get; } = new("north");

    public RunId Run => new(study.ProtocolSha256, study.Protocol.Strategies[0].Name, 1);

    public RoundOrder Order { get; }

    public override JobFolder NewJob() => NewJob(study.Protocol);

    public override JobFolder NewEndlessJob() => NewJob(study.Protocol with { Training = study.Protocol.Training with { RoundSteps = 1_000_000 } });

    private JobFolder NewJob(StudyProtocol protocol)
    {
        var job = new JobFolder(Path.Combine(Home, "jobs", $"job-{jobs++}"));
        var cohort = new SiteCohorts(new SiteFolder(Home).Cohorts).Add("all", study.Sites[Site].MapFile, study.Sites[Site].Folder, null, null, DateTimeOffset.UnixEpoch);
        job.Put(
            new JobSpec
            {
                Kind = JobKind.Round,
                Protocol = JsonDocument.Parse(ProtocolEncoding.Encode(protocol)).RootElement,
                Site = Site,
                Run = Run,
                Map = cohort.ToMap(),
                MapFile = cohort.MapFile,
                Data = CohortFingerprint.OfData(cohort),
                Cohort = CohortFingerprint.Of(cohort),
                Inputs = [new JobInput(JobFolder.Model, Order.ModelSha256)],
                Order = Order,
            },
            new Dictionary<string, string> { [JobFolder.Model] = model });
        return job;
    }

    public override UpdateMade Expected()
    {
        var protocol = study.Protocol;
        var data = new SiteDataLoader(protocol, protocol.Sites.Single(s => s.Id == Site), study.Sites[Site]).Load(Run.Seed);
        var plan = SitePlan.For(protocol, Run, data, shape);
        using var trainer = new LocalTrainer(shape, protocol.Task, protocol.Training, plan.Optimiser);
        using var published = File.OpenRead(model);
        return new SiteRoundHandler(plan, trainer, new SiteStateStore(folder.File("in-process"))).Handle(Order, new RoundInputs(published), null, default).Update;
    }

    public override IExecutor Open() => OpenAt(Home);

    /// <summary>The executor of another site's folder.</summary>
    public static IExecutor OpenAt(string home) => new LocalExecutor(
        new WorkerCommand(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Lamella.Cli.dll"), "worker"]), Confinement.Detect(), home, TimeProvider.System);

    public override IExecutor OpenScript(string script) => new LocalExecutor(new WorkerCommand("/bin/sh", ["-c", script]), Confinement.Detect(), Home, TimeProvider.System) { Cores = () => Cores };

    /// <summary>Most processors of a script that takes the worker's place; null: all.</summary>
    public int? Cores { get; set; }

    public override void KillWorker()
    {
        foreach (var worker in Workers())
            System.Diagnostics.Process.GetProcessById(worker).Kill();
    }

    /// <summary>The test's own children that are this site's workers, wherever they stand among the processes that lock them in.</summary>
    public IReadOnlyList<int> Workers()
    {
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)))
        {
            try
            {
                // Where it is locked in, its folder stands among the words; elsewhere it works in it.
                var words = File.ReadAllText($"/proc/{process}/cmdline");
                if (words.Contains("Lamella.Cli.dll\0worker", StringComparison.Ordinal) && Parent(process!) == Environment.ProcessId
                    && (words.Contains(Home, StringComparison.Ordinal) || new FileInfo($"/proc/{process}/cwd").LinkTarget?.StartsWith(Home, StringComparison.Ordinal) is true))
                    found.Add(int.Parse(process!, System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It ended while it was looked at.
            }
        }

        return found;
    }

    protected override void Dispose(bool disposing)
    {
        consortium.Dispose();
        folder.Dispose();
    }

    private static int Parent(string process) =>
        int.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("PPid:", StringComparison.Ordinal))[5..], System.Globalization.CultureInfo.InvariantCulture);
}
