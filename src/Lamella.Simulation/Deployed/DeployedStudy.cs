using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;
using Lamella.Simulation.Reporting;
using Lamella.Simulation.Results;

namespace Lamella.Simulation.Deployed;

/// <summary>The results and the report of a study that ran at its sites, made from a copy of its ledger and nothing else. Needs no network and no key.</summary>
public static class DeployedStudy
{
    /// <summary>Checks a ledger and writes results.json, comparisons.json and report.html of a study in it; the same ledger gives the same bytes.</summary>
    /// <param name="ledger">The ledger, from its first entry; it is read twice.</param>
    /// <param name="study">Hash of the study's protocol, or its first digits.</param>
    /// <param name="folder">Where to; made when it is not there, and older files of these names are replaced.</param>
    /// <param name="command">The command that makes the report again.</param>
    /// <exception cref="LamellaException">The ledger does not hold, or has no such study.</exception>
    public static StudyOutcome Write(IEnumerable<LedgerEntry> ledger, string study, string folder, string command)
    {
        var verdict = LedgerCheck.Run(ledger);
        if (verdict.Flaw is { } flaw)
            throw flaw;
        var history = DeployedHistory.Read(ledger, study);
        var figures = new DeployedFigures(history);
        var (results, comparisons) = (figures.Results(), figures.Comparisons());
        string resultsFile = Path.Combine(folder, ResultsFile.ResultsName), reportFile = Path.Combine(folder, ReportWriter.FileName);
        Directory.CreateDirectory(folder);
        ResultsFile.Write(resultsFile, results);
        ResultsFile.Write(Path.Combine(folder, ResultsFile.ComparisonsName), comparisons);
        ReportWriter.Write(reportFile, new ReportModel
        {
            Protocol = history.Study.Protocol,
            Results = results,
            Comparisons = comparisons,
            Predictions = [],
            Sites = [.. history.Study.Protocol.Sites.OrderBy(s => s.Id).Select(s => Site(history, s))],
            Participation = [.. history.Runs.SelectMany(Participation)],
            Endings = [.. history.Runs.Select(r => new RunEnding(r.Strategy, r.Seed, Words(r.State.Status), r.State.Reason.Length > 0 ? r.State.Reason : r.State.WaitingFor))],
            Curves = [.. history.Runs.SelectMany(r => r.Rounds.Where(o => o.Round > 0).Select(o => new LearningCurvePoint(ArmNames.Federated, r.Strategy, r.Seed, o.Round, o.Loss, null)))],
            Traffic = [.. history.Runs.Where(r => r.Rounds.Length > 0).GroupBy(r => r.Strategy).Select(Traffic)],
            RerunCommand = command,
            Deployment = Deployment(history, figures, verdict.ProvesIdentity),
            Written = history.Runs.Max(r => r.Ended) is { } last ? Date(last) : "",
        });
        return new StudyOutcome(results, resultsFile, reportFile);
    }

    private static SiteSummary Site(DeployedHistory history, SiteSpec site)
    {
        var trained = history.Runs.Select(r => r.State.Samples.GetValueOrDefault(site.Id)).DefaultIfEmpty().Max();
        var tested = history.Runs.SelectMany(r => r.State.Scores).Where(s => s.Site == site.Id).Select(s => s.Patients).DefaultIfEmpty().Max();
        return new SiteSummary(site.Id, (int)trained, (int)tested, []);
    }

    private static IEnumerable<SiteParticipation> Participation(DeployedRun run)
    {
        static int Count(IEnumerable<Participation> all, ParticipationKind kind) => all.Count(p => p.Kind == kind);
        return run.Rounds.SelectMany(o => o.Sites).GroupBy(p => p.Site).Select(site => new SiteParticipation(
            run.Strategy, run.Seed, site.Key, site.Count(), Count(site, ParticipationKind.Contributed), Count(site, ParticipationKind.Late), Count(site, ParticipationKind.Excluded),
            string.Join("; ", site.Select(p => p.Reason).Where(r => r.Length > 0).Distinct())));
    }

    private static ArmTraffic Traffic(IGrouping<string, DeployedRun> runs)
    {
        long Mean(Func<Participation, long> bytes) => (long)runs.Average(r => r.Rounds.Sum(o => o.Sites.Sum(bytes)));
        return new ArmTraffic(ArmNames.Federated, runs.Key, Mean(p => p.BytesIn), Mean(p => p.BytesOut));
    }

    private static Deployment Deployment(DeployedHistory history, DeployedFigures figures, bool proves)
    {
        var sites = history.Study.Protocol.Sites.Select(s => s.Id).Order().ToList();
        return new Deployment
        {
            Federation = history.State.Federation,
            Head = history.State.Head,
            CoordinatorKey = Fingerprint(history.State.CoordinatorKey),
            ProvesIdentity = proves,
            Consents = [.. sites.Select(s => Consent(history, s))],
            Told = [.. sites.Select(s => Told(history, s, figures.Counted.Contains(s)))],
        };
    }

    private static SiteConsent Consent(DeployedHistory history, SiteId site)
    {
        var when = history.AnsweredAt(site) is { } at ? Date(at) : "";
        var key = history.State.Sites.GetValueOrDefault(site) is { } standing ? Fingerprint(standing.PublicKey)[..16] : "";
        return history.Study.Answers.GetValueOrDefault(site) switch
        {
            StudyApproved x => new SiteConsent(site, x.Expires is { } end ? $"allowed until {Date(end)}" : "allowed", x.Approver, x.Role, when, key),
            StudyRefused x => new SiteConsent(site, "not allowed", x.RefusedBy, "", when, key),
            ApprovalRevoked x => new SiteConsent(site, "withdrawn", x.RevokedBy, "", when, key),
            _ => new SiteConsent(site, "no answer", "", "", "", key),
        };
    }

    private static SiteTold Told(DeployedHistory history, SiteId site, bool counts)
    {
        var ended = history.Ended.ToList();
        var own = history.Study.Protocol.Baselines.Local && history.Study.TrainingSites.Contains(site) ? ended.Select(r => r.Seed).Distinct().ToList() : [];
        List<ModelScored> told = [.. ended.Select(r => r.Joint(site)).OfType<ModelScored>(), .. own.Select(seed => history.Own(site, seed)).OfType<ModelScored>()];
        return new SiteTold(site, told.Count, ended.Count + own.Count, told.Select(t => t.Withheld).FirstOrDefault(w => w.Length > 0) ?? "", counts);
    }

    private static string Words(RunStatus status) => status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.CompletedDegraded => "completed-degraded",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Failed => "failed",
        _ => "not over yet",
    };

    private static string Date(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>SHA-256 of a key's bytes; of its text where it is not base64, as in simulations.</summary>
    private static string Fingerprint(string key)
    {
        var bytes = new byte[key.Length];
        var der = Convert.TryFromBase64String(key, bytes, out var length) ? bytes.AsSpan(0, length) : Encoding.UTF8.GetBytes(key);
        return Convert.ToHexStringLower(SHA256.HashData(der));
    }
}
