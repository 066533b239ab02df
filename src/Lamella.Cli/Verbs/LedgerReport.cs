using System.Globalization;
using Lamella.Federation;
using Lamella.Federation.Ledger;

namespace Lamella.Cli.Verbs;

/// <summary>What <c>ledger verify</c> says about a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Verdict">What checking found.</param>
/// <param name="Unread">Why the file could not be read to its end; null when it could.</param>
internal sealed record LedgerReport(string File, LedgerVerdict Verdict, LamellaException? Unread)
{
    /// <summary>The other copy; null where none was named.</summary>
    public LedgerReport? Other { get; init; }

    /// <summary>The key that the coordinator must have; null where none was named.</summary>
    public string? Key { get; init; }

    /// <summary>How this copy stands to the other.</summary>
    public LedgerComparison? Comparison { get; init; }

    /// <summary>What ends the verb; null when all is well. A flaw of this copy comes before one of the other, and that before a difference.</summary>
    public LamellaException? Fault => Own ?? Stranger ?? Other?.Own ?? Difference;

    private LamellaException? Stranger => Key is null || Key == Verdict.State.CoordinatorKey ? null : new LamellaException(
        ErrorCodes.LedgerForked, $"'{File}' was not signed by the coordinator that was named.", "It is the ledger of another federation, or somebody made it up: compare the keys.");

    private LamellaException? Own => Verdict.Flaw ?? Unread ?? (Verdict.Entries > 0 ? null : new LamellaException(
        ErrorCodes.LedgerUnreadable, $"'{File}' holds no entry.", "Check the path; another site's copy or an export can take its place."));

    private LamellaException? Difference => Comparison?.Kind switch
    {
        LedgerLikeness.Fork => new LamellaException(ErrorCodes.LedgerForked, $"'{File}' and '{Other!.File}' part at entry {Comparison.Common}.",
            "Keep both copies and find out at the coordinator which history is true."),
        LedgerLikeness.FirstIsShorter => new LamellaException(ErrorCodes.LedgerForked, $"'{File}' lacks the last {Count(Comparison.More)} of '{Other!.File}'.",
            "An older copy is brought up to date by its owner's next connection; if it should be up to date, its end was cut: go on from the other."),
        _ => null,
    };

    /// <summary>The report for people.</summary>
    public void WriteTo(TextWriter to)
    {
        to.WriteLine($"{File}: {Count(Verdict.Entries)}{(Own is null ? ", all hold" : " from the beginning hold; " + (Verdict.Flaw is null ? "what follows cannot be read" : "what follows does not"))}");
        to.WriteLine($"head: {Verdict.Head.Index} {Verdict.Head.Hash}");
        if (Verdict.Scheme.Length > 0)
            to.WriteLine($"signatures: {Verdict.Scheme}{(Verdict.ProvesIdentity ? "" : ". Anyone can make these: they prove nothing about who signed.")}");
        if (Verdict.State.CoordinatorKey.Length > 0)
            to.WriteLine($"coordinator: {Verdict.State.CoordinatorKey}");
        foreach (var (site, voice) in Verdict.Sites)
            to.WriteLine($"site {site}: {Said(voice)}{(voice.PublicKey.Length == 0 ? "; removed" : "")}{KeyChanges(voice)}");
        if (Other is null)
            return;

        to.WriteLine();
        Other.WriteTo(to);
        to.WriteLine();
        to.WriteLine(Words(Comparison!));
    }

    /// <summary>The report for programs.</summary>
    public object ToJson() => new
    {
        File,
        Holds = Own is null,
        Verdict.Entries,
        Verdict.Head,
        Verdict.Scheme,
        Verdict.ProvesIdentity,
        Coordinator = Verdict.State.CoordinatorKey,
        Sites = Verdict.Sites.Select(s => new { Site = s.Key, Enrolled = s.Value.PublicKey.Length > 0, s.Value.Statements, s.Value.Seen, s.Value.KeyChanges }),
        Flaw = Own is { } fault ? new { Entry = Verdict.Flaw?.Index, Kind = Verdict.Flaw?.Flaw, fault.Code, Text = fault.Fault } : null,
        Against = Other?.ToJson(),
        Comparison,
    };

    private static string Words(LedgerComparison found) => found.Kind switch
    {
        LedgerLikeness.Same => "Both copies are the same.",
        LedgerLikeness.SecondIsShorter => $"The other copy is older: it lacks the last {Count(found.More)}.",
        LedgerLikeness.FirstIsShorter => $"This copy is the shorter one: older, or cut at its end. It lacks the last {Count(found.More)}.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The copies part at entry {found.Common}:\n  this one has {found.First}\n  the other    {found.Second}"),
    };

    private static string Said(SiteVoice voice) => voice.Statements == 0
        ? "has not said anything"
        : string.Create(CultureInfo.InvariantCulture, $"statement {voice.Statements}, which saw {(voice.Seen.Index < 0 ? "an empty ledger" : $"entry {voice.Seen.Index} as {voice.Seen.Hash}")}");

    private static string KeyChanges(SiteVoice voice) => voice.KeyChanges == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; has had {voice.KeyChanges + 1} keys: ask its people whether they changed them");

    private static string Count(long entries) => string.Create(CultureInfo.InvariantCulture, $"{entries} {(entries == 1 ? "entry" : "entries")}");
}
