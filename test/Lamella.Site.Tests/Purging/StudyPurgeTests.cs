using System.Text;
using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Site.Hosting;
using Lamella.Site.Purging;
using Lamella.Site.Tests.Egress;
using Lamella.Site.Work;
using Lamella.Testing;

namespace Lamella.Site.Tests.Purging;

/// <summary>What a purge deletes, leaves, finds and goes on with.</summary>
public sealed class StudyPurgeTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly RunId Run = EgressStudy.Run;
    private static readonly string Study = Run.ProtocolSha256, Another = ToldLedger.Blob("another study"), Model = ToldLedger.Blob("a model"), Theirs = ToldLedger.Blob("their model");
    private readonly TemporaryFolder outside = new();
    private readonly SiteFolder place;
    private readonly WorkerLog log;
    private readonly StudyPurge purge;

    public StudyPurgeTests()
    {
        place = new SiteFolder(outside.File("site"));
        log = new WorkerLog(place.WorkerLog);
        purge = new StudyPurge(place, log, new ManualTime(Now));
        foreach (var (study, model) in ((string, string)[])[(Study, Model), (Another, Theirs)])
        {
            Put($"jobs/{study[..16]}/in/job.json", $"{{\"protocol\":\"{study}\"}}");
            Put($"jobs/{study[..16]}/in/model.safetensors", "weights");
            Put($"jobs/{study[..16]}/out/state/0a1b2c3d-1/round-1-{model[..16]}/state.bin", "private head");
            Put($"jobs/{study[..16]}/out/local/1/model.safetensors", "own model");
            Put($"jobs/{study[..16]}/out/result.json", "scores");
            Put($"jobs/{study[..16]}/updates/0a1b2c3d-1/{model}", "update");
            Put($"studies/{study}.json", "binding");
            Put($"studies/{study}.made", $"{{\"what\":\"{model}\"}}");
            Put($"inbox/{model}", "a received model");
            Put($"inbox/{model}.part", "a piece");
            log.Add(new WorkerIncident(Now, Run with { ProtocolSha256 = study }, "died", null, "patient 4711 of " + study[..6]));
        }

        Put("ledger.db", $"...{Study}...{Another}");
        Put("egress.log", $"{Study}\n");
        Put("answers.log", $"{Study}\n");
        Put("policy.yaml", "studies: [\"*\"]\n");
    }

    private static HashSet<string> Hashes => [Study, Model];

    public void Dispose() => outside.Dispose();

    [Fact]
    public void All_of_the_study_goes_all_of_others_stays_and_the_proof_says_both()
    {
        var others = Files().Where(f => f.Contains(Another[..16], StringComparison.Ordinal) || f.Contains(Theirs, StringComparison.Ordinal)).ToList();
        var proof = purge.Finish(Begin(), Hashes);

        Assert.DoesNotContain(Files(), f => !f.StartsWith("purges/", StringComparison.Ordinal) && (f.Contains(Study[..16], StringComparison.Ordinal) || f.Contains(Model[..16], StringComparison.Ordinal)));
        Assert.Equal(10, others.Count);
        Assert.Empty(others.Except(Files()));
        Assert.DoesNotContain(Study[..6], File.ReadAllText(place.WorkerLog), StringComparison.Ordinal);
        Assert.Contains(Another[..6], File.ReadAllText(place.WorkerLog), StringComparison.Ordinal);
        Assert.Equal(Another, Assert.Single(log.Recent).Run.ProtocolSha256);

        Assert.True(proof.IsComplete);
        Assert.Equal(
            ["received models and totals 3", "states of training, with the updates made 1", "models of the hospital alone 1", "updates to be sent 1", "orders, scores and other files of work 2",
                "records of the cohort that was used 2", "lines of worker.log 1"],
            proof.Deleted.Select(d => $"{d.Kind} {d.Files}"));
        Assert.Equal("weights".Length + "a received model".Length + "a piece".Length, proof.Deleted[0].Bytes);
        Assert.Equal(["answers.log", "egress.log", "ledger.db"], proof.Kept.Select(k => k.File));
        Assert.All(proof.Kept, k => Assert.True(k.Why.Length > 20));
        Assert.Equal(2, proof.SearchedFor);
        Assert.Equal(Files().Count() - 1, proof.SearchedFiles);
        Assert.Equal(proof.Words, new SitePurges(place).Find(Study)!.Words);
        Assert.Contains("found in none but those that stay", string.Join(' ', proof.Words), StringComparison.Ordinal);
    }

    [Fact]
    public void A_purge_that_was_interrupted_goes_on_and_still_says_what_there_was()
    {
        var begun = Begin();
        Assert.Equal(Study, Assert.Single(new SitePurges(place).Unfinished()).Study);
        Assert.True(new SitePurges(place).Has(Study));

        // It died when it had counted and had deleted some.
        new SitePurges(place).Keep(begun with { Deleted = [new PurgedKind("what was counted", 12, 345)] });
        Directory.Delete(Path.Combine(place.JobsOf(Study), "out"), recursive: true);
        File.Delete(Path.Combine(place.Inbox, Model));

        var again = new StudyPurge(place, new WorkerLog(place.WorkerLog), new ManualTime(Now.AddDays(1)));
        var proof = again.Finish(again.Begin(State(), "whatever stands now", "somebody else"), Hashes);
        Assert.True(proof.IsComplete);
        Assert.Equal(("what was counted", "Dr North", Now), (Assert.Single(proof.Deleted).Kind, proof.By, proof.Asked));
        Assert.False(Directory.Exists(place.JobsOf(Study)) || File.Exists(Path.Combine(place.Inbox, Model + ".part")));
        Assert.Empty(new SitePurges(place).Unfinished());
    }

    [Fact]
    public void What_it_does_not_know_is_found_named_and_not_deleted()
    {
        // Across the blocks in which files are read.
        var far = new byte[(1 << 16) + 100];
        Encoding.ASCII.GetBytes(Model).CopyTo(far, (1 << 16) - 10);
        Directory.CreateDirectory(Path.Combine(place.FullName, "notes"));
        File.WriteAllBytes(Path.Combine(place.FullName, "notes", "far.bin"), far);
        Put($"copy-of-{Model[..16]}", "by its name");
        Put("upper.txt", Model.ToUpperInvariant());

        var proof = purge.Finish(Begin(), Hashes);
        Assert.False(proof.IsComplete);
        Assert.Equal([$"copy-of-{Model[..16]}", "notes/far.bin"], proof.Found);
        Assert.Contains("FOUND in copy-of-", string.Join(' ', proof.Words), StringComparison.Ordinal);

        File.Delete(Path.Combine(place.FullName, "notes", "far.bin"));
        File.Delete(Path.Combine(place.FullName, $"copy-of-{Model[..16]}"));
        Assert.True(purge.Finish(Begin(), Hashes).IsComplete);
    }

    [Fact]
    public void Links_that_a_worker_left_go_and_what_they_lead_to_stays()
    {
        File.WriteAllText(outside.File("table.csv"), "the hospital's");
        File.CreateSymbolicLink(Path.Combine(place.JobsOf(Study), "out", "link"), outside.File("table.csv"));
        File.CreateSymbolicLink(Path.Combine(place.JobsOf(Study), "out", "nowhere"), outside.File("gone"));
        Directory.CreateDirectory(outside.File("slides"));
        File.WriteAllText(outside.File("slides", "one.svs"), "a slide");
        Directory.CreateSymbolicLink(Path.Combine(place.JobsOf(Study), "out", "folder"), outside.File("slides"));
        Assert.True(purge.Finish(Begin(), Hashes).IsComplete);
        Assert.False(Directory.Exists(place.JobsOf(Study)));
        Assert.True(File.Exists(outside.File("table.csv")) && File.Exists(outside.File("slides", "one.svs")));
    }

    [Fact]
    public void A_study_that_is_not_over_is_not_purged_and_nothing_of_it_is_marked()
    {
        var before = Files().ToList();
        var fault = Assert.Throws<LamellaException>(() => purge.Begin(State(), "its runs are not over", "Dr North"));
        Assert.Equal(ErrorCodes.StudyNotOver, fault.Code);
        Assert.Contains("its runs are not over", fault.Fault, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void Whether_a_study_has_left_anything_is_known()
    {
        Assert.True(purge.HasAny(Study));
        Directory.Delete(place.JobsOf(Study), recursive: true);
        File.Delete(Path.Combine(place.Studies, Study + ".json"));
        File.Delete(Path.Combine(place.Studies, Study + ".made"));
        Assert.True(purge.HasAny(Study));
        log.Forget(Study);
        Assert.False(purge.HasAny(Study));
        Assert.True(purge.HasAny(Another));
    }

    [Fact]
    public void Where_the_proof_cannot_be_written_nothing_is_deleted()
    {
        using var disk = new SmallDisk(kilobytes: 512);
        var small = new SiteFolder(Path.Combine(disk.Folder, "site"));
        var jobs = Path.Combine(small.JobsOf(Study), "in", "model.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(jobs)!);
        File.WriteAllText(jobs, "weights");
        var full = new StudyPurge(small, new WorkerLog(small.WorkerLog), new ManualTime(Now));
        disk.Fill(leave: 0);
        Assert.Equal(ErrorCodes.DiskFull, Assert.Throws<LamellaException>(() => full.Begin(State(), null, "Dr North")).Code);
        Assert.True(File.Exists(jobs));
        Assert.False(new SitePurges(small).Has(Study));
    }

    [Fact]
    public void A_study_that_left_nothing_has_a_proof_too()
    {
        var other = new StudyPurge(new SiteFolder(outside.File("empty")), new WorkerLog(outside.File("empty", "worker.log")), new ManualTime(Now));
        var proof = other.Finish(other.Begin(State(), null, "Dr North"), Hashes);
        Assert.True(proof.IsComplete);
        Assert.Empty(proof.Deleted);
    }

    private PurgeProof Begin() => purge.Begin(State(), null, "Dr North");

    private static StudyState State() => new(Study, EgressStudy.Protocol, new StudyProposed(Study, "", "research", [], "Dr Study"));

    private IEnumerable<string> Files() => Directory.EnumerateFiles(place.FullName, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(place.FullName, f)).Order(StringComparer.Ordinal);

    private void Put(string name, string text)
    {
        var path = Path.Combine(place.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
