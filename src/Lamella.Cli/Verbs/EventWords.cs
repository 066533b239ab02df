using System.Globalization;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Cli.Verbs;

/// <summary>Every event in a sentence. Hashes are cut to 12 digits; text from others cannot steer the terminal.</summary>
internal static class EventWords
{
    private const int Digits = 12;

    /// <summary>The sentence.</summary>
    public static string Of(LedgerEvent e) => Plain(e switch
    {
        LedgerOpened x => $"The ledger of federation '{x.Federation}' is opened, signed by {x.Scheme}.",
        SiteEnrolled x => $"{x.Site} joins with key {Tail(x.PublicKey)}.",
        SiteRemoved x => $"{x.Site} is removed: {x.Reason}",
        StatementRefused x => $"Something in the name of {x.Site} is refused ({x.Code}): {x.Reason}",
        StorageRecovered x => $"The coordinator can write again; it could not since {Time(x.Since)} ({x.Code}).",
        StudyProposed x => $"{x.ProposedBy} proposes study {Short(x.Study)} for: {x.Purpose.TrimEnd('.')}.{(x.Metrics.IsEmpty ? "" : $" Sites are asked for {List(x.Metrics)}.")}",
        StudyCancelled x => $"{x.CancelledBy} cancels study {Short(x.Study)}: {x.Reason}",
        SiteStatement x => Statement(x),
        RunQueued or RunOpened or RunWaiting or RunContinued or RunEnded => Run(e),
        SiteSuspected x => $"{x.Site} makes no progress and is not waited for: {x.Reason}",
        SiteReturned x => $"{x.Site} is heard again.",
        _ => Round(e),
    });

    /// <summary>A time as people read it, UTC.</summary>
    public static string Time(long milliseconds) =>
        milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? Number(milliseconds) + " ms"
            : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Text in which nothing steers a terminal.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c));

    private static string Statement(SiteStatement e) => e switch
    {
        HeadSeen x => $"{x.Site} has seen entry {Number(x.Seen.Index)} as {Short(x.Seen.Hash)}.",
        StudyApproved x => $"{x.Site} allows study {Short(x.Study)} ({x.Approver}, {x.Role}){(x.Expires is { } until ? $" until {Time(until)}" : "")}, updates on {Number(x.LeastSamples)} to {Number(x.MostSamples)} patients{(x.Cohort is { } cohort ? $" of cohort {Short(cohort)}" : "")}, metrics: {(x.Metrics.IsEmpty ? "none" : List(x.Metrics))}.",
        StudyRefused x => $"{x.Site} does not allow study {Short(x.Study)} ({x.RefusedBy}): {x.Reason}",
        DataChecked x => $"{x.Site} has tried study {Short(x.Study)} out on its data: {(x.Code.Length == 0 ? "they pass" : $"they do not pass ({x.Code})")}{(x.TrainingPatients is { } patients ? $", {Number(patients)} training patients" : "")}.",
        ApprovalRevoked x => $"{x.Site} withdraws from study {Short(x.Study)} ({x.RevokedBy}): {x.Reason}",
        UpdateSubmitted x => $"{x.Site} submits update {Short(x.Update)} for round {Number(x.Round)} of {Name(x.Run)}: {Number(x.Samples)} patients, {Number(x.Steps)} steps{(x.Loss is { } loss ? $", loss {loss.ToString("0.####", CultureInfo.InvariantCulture)}" : "")}.",
        WorkFailed x => $"{x.Site} cannot do round {Number(x.Round)} of {Name(x.Run)} ({x.Code}){(x.Final ? " and will not try again" : "")}.",
        ModelScored x => $"{x.Site} has scored {(x.Arm == ScoredArms.Local ? "its own" : "the joint")} model {Short(x.Model)} of {Name(x.Run)} at home: {Scores(x)}.",
        _ => throw Unknown(e),
    };

    private static string Scores(ModelScored e) => e.Withheld.Length > 0
        ? $"withheld, {e.Withheld}"
        : $"{Number(e.Patients)} test patients{(e.Metrics.FirstOrDefault() is { Value: { } value } first ? $", {first.Name} {value.ToString("0.###", CultureInfo.InvariantCulture)}" : "")}";

    private static string Run(LedgerEvent e) => e switch
    {
        RunQueued x => $"{x.QueuedBy} asks for run {Name(x.Run)}.",
        RunOpened x => $"Run {Name(x.Run)} begins from model {Short(x.Model)}.",
        RunWaiting x => $"Run {Name(x.Run)} waits: {x.Reason}",
        RunContinued x => $"Run {Name(x.Run)} goes on.",
        RunEnded x => $"Run {Name(x.Run)} is over, {Status(x.Status)}; model {Short(x.Model)}.{(x.Reason.Length > 0 ? " " + x.Reason : "")}",
        _ => throw Unknown(e),
    };

    private static string Round(LedgerEvent e) => e switch
    {
        RoundOpened x => $"{(x.Kind == RoundKind.Preparation ? "Preparation round" : "Round")} {Of(x.Round, x.Run)} opens from model {Short(x.Model)}.",
        SitesSelected x => $"Round {Of(x.Round, x.Run)} asks {Sites(x.Invited)}{(x.Excluded.IsEmpty ? "" : "; left out: " + string.Join(", ", x.Excluded.Select(s => $"{s.Site} ({s.Reason})")))}.",
        ModelPublished x => $"The files of round {Of(x.Round, x.Run)} are ready, {Number(x.Bytes)} bytes.",
        SiteStarted x => $"{x.Site} starts round {Of(x.Round, x.Run)}.",
        UpdateAccepted x => $"Update {Short(x.Update)} of {x.Site} counts for round {Of(x.Round, x.Run)}.",
        UpdateRejected x => $"Update {Short(x.Update)} of {x.Site} does not count for round {Of(x.Round, x.Run)} ({x.Code}): {x.Reason}",
        UpdateLate { Use: LateUse.NextRound } x => $"Update {Short(x.Update)} of {x.Site} for round {Of(x.Round, x.Run)} is late and counts in the next.",
        UpdateLate x => $"Update {Short(x.Update)} of {x.Site} for round {Of(x.Round, x.Run)} is late and set aside: {x.Reason}",
        SiteExcluded x => $"{x.Site} may no longer take part in round {Of(x.Round, x.Run)}: {x.Reason}",
        RoundClosed x => $"Round {Of(x.Round, x.Run)} closes {(x.Result == RoundResult.Complete ? "with every site" : "without some sites")}; it counts {(x.Contributions.IsEmpty ? "nobody" : Sites(x.Contributions.Select(c => c.Site)))}.",
        RoundAggregated x => $"Round {Of(x.Round, x.Run)} makes model {Short(x.Model)}.",
        RoundRecorded x => $"Round {Of(x.Round, x.Run)} has happened.",
        _ => throw Unknown(e),
    };

    private static InvalidOperationException Unknown(LedgerEvent e) => new($"There are no words for {e.GetType().Name}.");

    private static string Of(int round, RunId run) => $"{Number(round)} of {Name(run)}";

    private static string Status(RunStatus status) => status == RunStatus.CompletedDegraded ? "completed without some sites" : status.ToString().ToLowerInvariant();

    private static string Sites(IEnumerable<SiteId> sites) => List(sites.Select(s => s.Value));

    private static string List(IEnumerable<string> words) => string.Join(", ", words);

    private static string Name(RunId run) => $"{Short(run.ProtocolSha256)}/{run.Strategy}/{run.Seed.ToString(CultureInfo.InvariantCulture)}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Short(string hash) => hash.Length > Digits ? hash[..Digits] : hash;

    /// <summary>Keys of one scheme begin alike; their ends differ.</summary>
    private static string Tail(string key) => key.Length > Digits ? "…" + key[^Digits..] : key;
}
