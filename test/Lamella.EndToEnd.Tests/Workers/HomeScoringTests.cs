using Lamella.EndToEnd.Tests.CommandLine;
using Lamella.Federation.Aggregation;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation;
using Lamella.Site.Cohorts;
using Lamella.Site.Data;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Testing;

namespace Lamella.EndToEnd.Tests.Workers;

public class HomeScoringTests
{
    [Fact]
    public async Task A_site_scores_at_home_what_a_simulated_study_says_of_it()
    {
        using var consortium = new TableConsortium();
        using var home = new TemporaryFolder();
        var study = Study.Load(consortium.StudyFile, consortium.Data);
        var outcome = await Simulation.Simulation.RunAsync(study, new SimulationOptions { Output = consortium.Output("out") });
        var (site, run) = (new SiteId("north"), new RunId(study.ProtocolSha256, study.Protocol.Strategies[0].Name, 1));
        var expected = outcome.Results.Runs.Where(r => r.Arm == ArmNames.Local(site) || (r.Arm == ArmNames.Federated && r.Strategy == run.Strategy)).OrderBy(r => r.Arm, StringComparer.Ordinal).ToList();
        var sums = study.Protocol.Sites.OrderBy(s => s.Id).Select(s => new SiteDataLoader(study.Protocol, s, study.Sites[s.Id]).Load(1).Sums!).ToList();
        using (var file = File.Create(home.File("totals")))
            ColumnSums.Total(sums, CovariateLayout.Numbers(study.Protocol)).Write(file);

        var folder = new SiteFolder(home.File("site"));
        new SiteCohorts(folder.Cohorts).Add("all", study.Sites[site].MapFile, study.Sites[site].Folder, null, null, TimeProvider.System.GetUtcNow());
        new StudyCohorts(folder).Bind(study.ProtocolSha256, "all");
        await using var executor = new LocalExecutor(
            new WorkerCommand(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Lamella.Cli.dll"), "worker"]), Confinement.Detect(), folder.FullName, TimeProvider.System);
        using var work = new ProcessRoundWork(folder, site, _ => Task.FromResult(study.Protocol), executor, TimeProvider.System);
        var model = Directory.EnumerateFiles(consortium.Output("out"), $"federated-{run.Strategy}*.safetensors", SearchOption.AllDirectories).Single();
        for (var time = 0; time < 2; time++)
        {
            var scores = await work.ScoreAsync(run, study.Protocol, model, home.File("totals"), default);
            Assert.Equal(["federated", "local"], scores.Select(s => s.Arm));
            Assert.Equal(expected.Select(r => r.ModelSha256), scores.Select(s => s.Model));
            foreach (var (run1, score) in expected.Zip(scores))
            {
                var metrics = run1.Metrics.Where(m => m.Scope == ScopeNames.Site(site)).ToList();
                Assert.Equal(metrics.Select(m => new ScoredMetric(m.Name, m.Value, m.Low, m.High)), score.Metrics);
                Assert.Equal(metrics[0].N, score.Patients);
            }
        }
    }
}
