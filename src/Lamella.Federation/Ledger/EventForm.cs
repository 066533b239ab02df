using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Metrics;
using Lamella.Federation.Rounds;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Ledger;

/// <summary>
/// What the fields of an event can hold, whatever came before it: names of blobs and studies are hashes, counts are no less than 0, numbers are finite,
/// and nothing that must be said is empty. docs/ledger.md says the same for those who write a verifier.
/// </summary>
public static class EventForm
{
    /// <summary>Most that a count can be: every reader of JSON has it exactly.</summary>
    private const long MostCount = (1L << 53) - 1;

    /// <summary>The end of the year 9999.</summary>
    private const long LastTime = 253_402_300_799_999;

    private const int HashLength = 64;

    /// <summary>Most characters of a reason for withholding: room for its words, and for nothing about a patient beside them.</summary>
    private const int LongestReason = 120;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What an event holds that cannot be; null when it is well formed.</summary>
    public static string? Fault(LedgerEvent e) => e switch
    {
        SiteStatement x => Site(x.Site) ?? Number(x.Number, 1) ?? Head(x.Seen) ?? Said(x),
        LedgerOpened x => Text(x.Federation) ?? Text(x.Scheme) ?? Text(x.PublicKey),
        SiteEnrolled x => Site(x.Site) ?? Text(x.PublicKey),
        SiteRemoved x => Site(x.Site) ?? Whole(x.Reason),
        SiteSuspected x => Site(x.Site) ?? Text(x.Reason),
        SiteReturned x => Site(x.Site),
        StatementRefused x => Site(x.Site) ?? Text(x.Code) ?? Text(x.Reason),
        StorageRecovered x => Text(x.Code) ?? Number(x.Since, 0, LastTime),
        StudyProposed x => Hash(x.Study) ?? Text(x.Protocol) ?? Text(x.Purpose) ?? Each(x.Metrics, m => Text(m)) ?? Text(x.ProposedBy),
        StudyCancelled x => Hash(x.Study) ?? Text(x.CancelledBy) ?? Whole(x.Reason),
        RunQueued x => Run(x.Run) ?? Text(x.QueuedBy),
        RunOpened x => Run(x.Run) ?? Hash(x.Model) ?? Each(x.ServerState, s => Hash(s)),
        RunWaiting x => Run(x.Run) ?? Text(x.Reason),
        RunContinued x => Run(x.Run),
        // A run that never opened ends without a model.
        RunEnded x => Run(x.Run) ?? Named(x.Status) ?? (x.Model is "" ? null : Hash(x.Model)) ?? Whole(x.Reason),
        _ => InRound(e),
    };

    private static string? Said(SiteStatement e) => e switch
    {
        HeadSeen => null,
        StudyApproved x => Hash(x.Study) ?? Text(x.Purpose) ?? Each(x.Metrics, m => Text(m)) ?? Text(x.Approver) ?? Text(x.Role)
            ?? Number(x.Expires ?? 0, 0, LastTime) ?? Number(x.LeastSamples) ?? Number(x.MostSamples) ?? (x.Cohort is null ? null : Hash(x.Cohort)),
        StudyRefused x => Hash(x.Study) ?? Text(x.RefusedBy) ?? Whole(x.Reason),
        DataChecked x => Hash(x.Study) ?? (x.Code.Length == 0 ? null : Text(x.Code)) ?? Number(x.TrainingPatients ?? 0),
        ApprovalRevoked x => Hash(x.Study) ?? Text(x.RevokedBy) ?? Whole(x.Reason),
        UpdateSubmitted x => Run(x.Run) ?? Hash(x.Base) ?? Hash(x.Update) ?? Number(x.Bytes) ?? Number(x.Samples) ?? Number(x.FirstStep) ?? Number(x.Steps)
            ?? Finite(x.Loss ?? 0) ?? Finite(x.HoldoutLoss ?? 0) ?? Number(x.HoldoutSamples) ?? Number(x.BytesReceived),
        WorkFailed x => Run(x.Run) ?? Text(x.Code),
        ModelScored x => Run(x.Run) ?? (ScoredArms.Has(x.Arm) ? null : Wrong(nameof(x.Arm), "is unknown")) ?? Hash(x.Model) ?? Number(x.Patients)
            ?? Whole(x.Withheld) ?? (x.Withheld.Length <= LongestReason ? null : Wrong(nameof(x.Withheld), "is too long")) ?? Each(x.Metrics, Metric),
        _ => Unknown(e),
    };

    private static string? InRound(LedgerEvent e) => e switch
    {
        RoundOpened x => Run(x.Run) ?? Named(x.Kind) ?? Hash(x.Model) ?? Each(x.ServerState, s => Hash(s)) ?? Each(x.Heads, h => Present(h) ?? Site(h.Site) ?? Head(h.Head)),
        SitesSelected x => Run(x.Run) ?? Each(x.Invited, s => Site(s)) ?? Each(x.Excluded, s => Present(s) ?? Site(s.Site) ?? Text(s.Reason)),
        ModelPublished x => Run(x.Run) ?? Number(x.Bytes),
        SiteStarted x => Run(x.Run) ?? Site(x.Site),
        UpdateAccepted x => Run(x.Run) ?? Site(x.Site) ?? Hash(x.Update) ?? Norm(x.Norm),
        UpdateRejected x => Run(x.Run) ?? Site(x.Site) ?? Hash(x.Update) ?? Text(x.Code) ?? Text(x.Reason),
        UpdateLate x => Run(x.Run) ?? Site(x.Site) ?? Hash(x.Update) ?? Named(x.Use) ?? Norm(x.Norm) ?? Whole(x.Reason),
        SiteExcluded x => Run(x.Run) ?? Site(x.Site) ?? Text(x.Reason),
        RoundClosed x => Run(x.Run) ?? Named(x.Result)
            ?? Each(x.Contributions, c => Present(c) ?? Site(c.Site) ?? Hash(c.Update) ?? Number(c.Samples) ?? Norm(c.Weight)),
        RoundAggregated x => Run(x.Run) ?? Hash(x.Model) ?? Each(x.ServerState, s => Hash(s)) ?? (x.Aggregates is null ? null : Hash(x.Aggregates)),
        RoundRecorded x => Run(x.Run),
        _ => Unknown(e),
    };

    private static string Unknown(LedgerEvent e) => $"a {e.GetType().Name} is unknown";

    private static string? Present(object? value, [CallerArgumentExpression(nameof(value))] string field = "") => value is null ? Wrong(field, "is missing") : null;

    private static string? Text(string? value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value is "" ? Wrong(field, "is empty") : Whole(value, field);

    /// <summary>A text that may be empty. Half a surrogate pair is no text: it would be read back as another.</summary>
    private static string? Whole(string? value, [CallerArgumentExpression(nameof(value))] string field = "")
    {
        if (value is null)
            return Wrong(field, "is missing");
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!Rune.TryGetRuneAt(value, i, out _))
                return Wrong(field, "is no text");
            i++;
        }

        return null;
    }

    private static string? Hash(string? value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value?.Length == HashLength && !value.AsSpan().ContainsAnyExcept(HexDigits) ? null : Wrong(field, "is no hash");

    private static string? Site(SiteId value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        SiteId.IsValid(value.Value) ? null : Wrong(field, "is no site id");

    private static string? Run(RunId value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        Hash(value.ProtocolSha256, field) ?? Text(value.Strategy, field);

    private static string? Head(Head? value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        Present(value, field) ?? Hash(value!.Hash, field) ?? Number(value.Index, -1, MostCount, field);

    private static string? Number(long value, long least = 0, long most = MostCount, [CallerArgumentExpression(nameof(value))] string field = "") =>
        value >= least && value <= most ? null : Wrong(field, "cannot be such a number");

    private static string? Finite(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        double.IsFinite(value) ? null : Wrong(field, "is not finite");

    /// <summary>A metric of the closed list; an interval has both ends, and stands beside a value.</summary>
    private static string? Metric(ScoredMetric? x)
    {
        if (x is null || !MetricNames.All.Contains(x.Name))
            return "unknown";
        return Finite(x.Value ?? 0) ?? Finite(x.Low ?? 0) ?? Finite(x.High ?? 0)
            ?? (x.Low is null == x.High is null && (x.Low is null || (x.Value is not null && x.Low <= x.High)) ? null : "no interval");
    }

    private static string? Norm(double value, [CallerArgumentExpression(nameof(value))] string field = "") =>
        double.IsFinite(value) && value >= 0 ? null : Wrong(field, "is not finite or less than 0");

    private static string? Named<T>(T value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : struct, Enum => Enum.IsDefined(value) ? null : Wrong(field, "has no name");

    private static string? Each<T>(ImmutableArray<T> values, Func<T, string?> fault, [CallerArgumentExpression(nameof(values))] string field = "")
    {
        if (values.IsDefault)
            return Wrong(field, "is missing");
        foreach (var value in values)
        {
            if (fault(value) is not null)
                return Wrong(field, "holds what cannot be");
        }

        return null;
    }

    /// <summary>The field as the code names it, <c>x.Field</c>.</summary>
    private static string Wrong(string field, string why) => $"{field.Split(' ')[0].Split('.')[^1]} {why}";
}
