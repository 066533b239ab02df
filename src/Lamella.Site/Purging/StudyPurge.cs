using Lamella.Federation;
using Lamella.Federation.Studies;
using Lamella.Site.Cohorts;
using Lamella.Site.Hosting;
using Lamella.Site.Work;
using Lamella.Storage;

namespace Lamella.Site.Purging;

/// <summary>
/// Deletes what a site holds of a study that is over there, and looks for it afterwards. In three steps, each of which is on the disk before the next:
/// <list type="number">
/// <item>The proof is begun: from here on the site does nothing more for the study.</item>
/// <item>What is there is counted, and deleted.</item>
/// <item>Nothing of it is found, and the proof says so.</item>
/// </list>
/// What is interrupted goes on from there. Whoever calls has seen to it that nothing works for the study.
/// </summary>
/// <param name="folder">The site's folder.</param>
/// <param name="log">What workers did against their contract.</param>
/// <param name="time">The site's clock.</param>
public sealed class StudyPurge(SiteFolder folder, WorkerLog log, TimeProvider time)
{
    private readonly SitePurges purges = new(folder);

    /// <summary>Whether a study has left anything here.</summary>
    public bool HasAny(string study) =>
        Directory.Exists(folder.JobsOf(study)) || (Directory.Exists(folder.Studies) && Directory.EnumerateFiles(folder.Studies, study + ".*").Any()) || log.LinesOf(study).Count > 0;

    /// <summary>Begins the proof of a study that is over, or takes up one that was begun.</summary>
    /// <param name="study">The study.</param>
    /// <param name="whyNotOver">Why it is not over here, in words; null when it is.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="LamellaException">It is not over (<see cref="ErrorCodes.StudyNotOver"/>).</exception>
    public PurgeProof Begin(StudyState study, string? whyNotOver, string by)
    {
        if (purges.Find(study.Study) is { } begun)
            return begun;
        if (whyNotOver is not null)
        {
            throw new LamellaException(
                ErrorCodes.StudyNotOver, $"Study {study.Protocol.Study} cannot be purged here: {whyNotOver}.",
                "Wait for its end, or end it for this hospital first: ./lamella site revoke FOLDER STUDY --by NAME --reason WHY (or site refuse).");
        }

        var proof = new PurgeProof { Study = study.Study, Name = study.Protocol.Study, By = by, Asked = time.GetUtcNow() };
        purges.Keep(proof);
        return proof;
    }

    /// <summary>Deletes, looks, and keeps the proof. A second time it deletes what has come since, if anything has.</summary>
    /// <param name="proof">The proof that was begun.</param>
    /// <param name="hashes">By what the study can be found.</param>
    public PurgeProof Finish(PurgeProof proof, IReadOnlySet<string> hashes)
    {
        var parts = Parts(proof.Study, hashes).Where(p => p.Files.Count > 0).ToList();
        var lines = log.LinesOf(proof.Study);
        if (proof.Deleted.Count == 0)
        {
            PurgedKind[] noted = lines.Count > 0 ? [new PurgedKind("lines of worker.log", lines.Count, lines.Bytes)] : [];
            proof = proof with { Deleted = [.. parts.Select(p => new PurgedKind(p.Kind, p.Files.Count, p.Files.Sum(LengthOf))), .. noted] };
            purges.Keep(proof);
        }

        // With the folder of its jobs goes all that lies in it.
        var jobs = folder.JobsOf(proof.Study);
        foreach (var file in parts.SelectMany(p => p.Files).Select(f => f.FullName).Where(f => !f.StartsWith(jobs + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Append(jobs))
            DurableFile.Remove(file);
        log.Forget(proof.Study);
        proof = Look(proof, hashes);
        purges.Keep(proof);
        return proof;
    }

    private static long LengthOf(FileInfo file) => file.LinkTarget is null ? file.Length : 0;

    /// <summary>What a study has here, by kind; a file stands in the first kind that takes it.</summary>
    private IEnumerable<(string Kind, List<FileInfo> Files)> Parts(string study, IReadOnlySet<string> hashes)
    {
        var job = new JobFolder(folder.JobsOf(study));
        var all = Below(new DirectoryInfo(job.FullName)).ToList();
        yield return ("received models and totals", [.. Take(job.In, JobFolder.Model, JobFolder.Control, JobFolder.Aggregates), .. Inbox(hashes)]);
        yield return ("states of training, with the updates made", Take(job.State));
        yield return ("models of the hospital alone", Take(job.Local));
        yield return ("updates to be sent", Take(Path.Combine(job.FullName, JobFolder.Updates)));
        yield return ("orders, scores and other files of work", Take(job.FullName));
        yield return ("records of the cohort that was used", [.. new DirectoryInfo(folder.Studies) is { Exists: true } studies ? studies.EnumerateFiles(study + ".*") : []]);

        List<FileInfo> Take(string place, params string[] names)
        {
            var taken = all.Where(f => f.FullName.StartsWith(place + Path.DirectorySeparatorChar, StringComparison.Ordinal) && (names.Length == 0 || names.Contains(f.Name))).ToList();
            all.RemoveAll(taken.Contains);
            return taken;
        }
    }

    private IEnumerable<FileInfo> Inbox(IReadOnlySet<string> hashes) =>
        new DirectoryInfo(folder.Inbox) is { Exists: true } inbox ? inbox.EnumerateFiles().Where(f => hashes.Contains(f.Name.Split('.')[0])) : [];

    private PurgeProof Look(PurgeProof proof, IReadOnlySet<string> hashes)
    {
        var search = new TraceSearch(hashes);
        var (kept, found, files, bytes) = (new List<KeptFile>(), new List<string>(), 0, 0L);
        var data = DataOf().ToHashSet(StringComparer.Ordinal);
        foreach (var file in Below(new DirectoryInfo(folder.FullName)).Where(f => !IsIn(data, f.FullName)).OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (file.FullName == purges.FileOf(proof.Study) || file.FullName == folder.Socket || IsThere(search, file, name) is not { } isThere)
                continue;
            files++;
            bytes += LengthOf(file);
            if (!isThere)
                continue;
            if (WhyKept(name) is { } why)
                kept.Add(new KeptFile(name, why));
            else
                found.Add(name);
        }

        var looked = proof with { Done = time.GetUtcNow(), SearchedFor = hashes.Count, SearchedFiles = files, SearchedBytes = bytes, Kept = kept, Found = found };
        return looked with { Words = [.. looked.InWords()] };
    }

    /// <summary>What names a purged study and stays (docs/purge.md).</summary>
    private static string? WhyKept(string name) => name switch
    {
        "ledger.db" or "ledger.db-wal" or "ledger.db-journal" => "the record that all sites share: protocol, answers, counts and hashes, signed; an entry that is taken out breaks the chain. No weights are in it.",
        "egress.log" => "the hospital's own record of what has left, by hashes; a line that is taken out breaks the chain.",
        "answers.log" => "the hospital's own record of who answered, with which account.",
        "outbox" => "what the hospital has said and the ledger does not have yet, such as that it takes part no longer.",
        "policy.yaml" => "the hospital's own words.",
        _ when name.StartsWith("export-", StringComparison.Ordinal) && name.EndsWith(".tmp", StringComparison.Ordinal) => "a copy of that record, which is being handed out and goes away.",
        _ when name.StartsWith("purges/", StringComparison.Ordinal) => "the proof of another purge.",
        _ => null,
    };

    /// <summary>Looks into a file; null for one that has gone meanwhile, since other studies go on.</summary>
    private static bool? IsThere(TraceSearch search, FileInfo file, string name)
    {
        try
        {
            return search.IsIn(name) || (file.LinkTarget is null && search.IsIn(file));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The hospital's own tables and bags, where they lie in the site's folder: they are no study's.</summary>
    private IEnumerable<string> DataOf()
    {
        foreach (var cohort in new SiteCohorts(folder.Cohorts).List())
        {
            var map = cohort.ToMap();
            foreach (var path in map.Tables.Select(t => t.File).Append(map.Slides?.File ?? "").Append(map.Bags).Where(p => p.Length > 0))
                yield return path;
        }
    }

    private static bool IsIn(HashSet<string> places, string path)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (places.Contains(at))
                return true;
        }

        return false;
    }

    /// <summary>Every file below a folder, links not followed: a worker may have left any.</summary>
    private static IEnumerable<FileInfo> Below(DirectoryInfo folder)
    {
        if (!folder.Exists)
            yield break;
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file)
                yield return file;
            else if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                foreach (var below in Below(inner))
                    yield return below;
            }
        }
    }
}
