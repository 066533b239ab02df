using System.Security.Cryptography;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Studies;

namespace Lamella.Site.Egress;

/// <summary>Holds a site's egress log against the ledger: whatever the ledger has of this site must have left through the gate, and the other way round, byte for byte.</summary>
public static class EgressCheck
{
    /// <summary>Compares them.</summary>
    /// <param name="log">The log, its chain checked.</param>
    /// <param name="ledger">The ledger, verified.</param>
    /// <param name="site">The site.</param>
    /// <param name="unsent">Statements still on their way.</param>
    public static EgressVerdict Run(IEnumerable<EgressRecord> log, IEnumerable<LedgerEntry> ledger, SiteId site, IReadOnlyList<SignedStatement> unsent)
    {
        var records = log.ToList();
        var sent = records.Where(r => r.Kind == EgressKinds.Statement.Name).Select(r => r.Sha256).ToHashSet(StringComparer.Ordinal);
        var uploads = records.Where(r => r.Kind == EgressKinds.Update.Name).ToLookup(r => r.Sha256, StringComparer.Ordinal);
        var (mismatches, notes) = (new List<string>(), new List<string>());
        var (statements, updates) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var entry in ledger.Where(e => e.Signer == Signer.Of(site)))
        {
            var hash = HashOf(entry.Body.AsSpan());
            statements.Add(hash);
            if (!sent.Contains(hash))
                mismatches.Add($"Entry {entry.Index} of the ledger is a statement of {site} that the log does not have.");
            if (EventEncoding.Decode(entry.Body.AsSpan()) is UpdateSubmitted update)
            {
                updates[update.Update] = update.Bytes;
                mismatches.AddRange(WhyNotSent(entry.Index, update, [.. uploads[update.Update]]));
            }
        }

        // A line of a refusal begins with what it is about.
        var stopped = records.Where(r => r.Kind == EgressRecord.Refused + EgressKinds.Update.Name || r.Kind == EgressRecord.Refused + EgressKinds.Statement.Name)
            .Select(r => r.About.Split(": ")[0]).ToHashSet(StringComparer.Ordinal);
        var waiting = unsent.Select(s => HashOf(s.Body.AsSpan())).ToHashSet(StringComparer.Ordinal);
        var announced = unsent.Select(s => s.Statement).OfType<UpdateSubmitted>().Select(u => u.Update).ToHashSet(StringComparer.Ordinal);
        foreach (var record in records.Where(r => r.Kind == EgressKinds.Statement.Name).DistinctBy(r => r.Sha256).Where(r => !statements.Contains(r.Sha256)))
            notes.Add(waiting.Contains(record.Sha256) ? $"{record.About} is on its way." : $"{record.About} left and was not taken into the ledger: it was refused, or said again under another number.");
        foreach (var upload in uploads.Where(u => !updates.ContainsKey(u.Key)))
        {
            if (stopped.Contains(upload.First().About))
                notes.Add($"The update of {upload.First().About} was stopped on its way, or withdrawn: no more than {upload.Sum(r => r.Bytes)} bytes of it left, and it is not in the ledger.");
            else if (announced.Contains(upload.Key))
                notes.Add($"The update of {upload.First().About} is on its way.");
            else
                mismatches.Add($"{upload.Sum(r => r.Bytes)} bytes of an update left ({upload.First().About}, {upload.Key[..12]}) that the ledger does not name.");
        }

        foreach (var group in records.Select(r => r.Kind).Where(k => !IsDeclared(k)).GroupBy(k => k))
            mismatches.Add($"The log has {group.Count()} lines of a kind that is not declared ({group.Key}).");
        var totals = records.GroupBy(r => r.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new EgressTotal(g.Key, g.Sum(r => r.Count), g.Sum(r => r.Bytes)));
        return new EgressVerdict(records.Count, [.. totals], statements.Count, updates.Values.Sum(), mismatches, notes);
    }

    /// <summary>Every byte the ledger counts must have left, from the first to the last.</summary>
    private static IEnumerable<string> WhyNotSent(long index, UpdateSubmitted update, List<EgressRecord> uploads)
    {
        if (uploads.Count == 0)
            yield return $"Entry {index} of the ledger names an update of {update.Bytes} bytes that the log does not have.";
        else if (uploads.TrueForAll(u => u.Offset != 0))
            yield return $"The update of entry {index} left from byte {uploads.Min(u => u.Offset)} on only, by the log.";
        foreach (var upload in uploads.Where(u => u.Offset + u.Bytes != update.Bytes))
            yield return $"The update of entry {index} has {update.Bytes} bytes in the ledger and {upload.Offset + upload.Bytes} in the log.";
    }

    private static bool IsDeclared(string kind) => EgressKinds.All.Any(k => kind == k.Name || kind == EgressRecord.Refused + k.Name);

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
