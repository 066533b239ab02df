using Lamella.Federation.Rounds;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Work;

namespace Lamella.EndToEnd.Tests.Workers;

/// <summary>Consent is withdrawn in the middle of a run.</summary>
public class LeftOutPatientTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_next_round_is_without_the_patient_and_is_that_of_a_study_that_went_on_without_them_from_there()
    {
        using var site = new WorkerSite();
        var cohort = Register(site, site.Home);
        await using var executor = site.Open();
        using var work = WorkOf(site, site.Home, executor);
        var (first, _) = await work.DoAsync(site.Order, new RoundFiles(site.Model, null, null), _ => { }, default);
        var patient = TrainingPatient(site, cohort);

        // Another site that stands where this one stands, whose cohort never had the patient in a round to come.
        var other = site.Home + "-other";
        CopyFolder(Path.Combine(site.Home, "jobs"), Path.Combine(other, "jobs"));
        CopyFolder(new SiteFolder(site.Home).Cohorts, new SiteFolder(other).Cohorts);
        Register(site, other);
        new SiteCohorts(new SiteFolder(other).Cohorts).Exclude("all", new CohortExclusion(patient, "Dr North", "never asked", Now));
        var second = site.Order with { Round = 2 };
        (UpdateMade Update, string) without;
        await using (var otherExecutor = WorkerSite.OpenAt(other))
        {
            using var otherWork = WorkOf(site, other, otherExecutor);
            without = await otherWork.DoAsync(second, new RoundFiles(site.Model, null, null), _ => { }, default);
        }

        // Now the first: its worker is running and knows the patient.
        new SiteCohorts(new SiteFolder(site.Home).Cohorts).Exclude("all", new CohortExclusion(patient, "Dr North", "consent withdrawn", Now));
        var (next, _) = await work.DoAsync(second, new RoundFiles(site.Model, null, null), _ => { }, default);
        Assert.Equal(first.Samples - 1, next.Samples);
        Assert.Equal(without.Update, next);
    }

    private static SiteCohort Register(WorkerSite site, string home)
    {
        var folder = new SiteFolder(home);
        var cohort = new SiteCohorts(folder.Cohorts).Add("all", site.Study.Sites[site.Site].MapFile, site.Study.Sites[site.Site].Folder, null, null, Now);
        new StudyCohorts(folder).Bind(site.Run.ProtocolSha256, "all");
        return cohort;
    }

    private static string TrainingPatient(WorkerSite site, SiteCohort cohort) =>
        Pathology.Cohorts.CohortReader.Read(site.Study.Protocol, site.Site, cohort.ToMap(), "/", site.Run.Seed).Train[5].Id;

    private static ProcessRoundWork WorkOf(WorkerSite site, string home, IExecutor executor) =>
        new(new SiteFolder(home), site.Site, _ => Task.FromResult(site.Study.Protocol), executor, TimeProvider.System);

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
    }
}
