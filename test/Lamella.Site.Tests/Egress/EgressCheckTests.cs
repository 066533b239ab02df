using System.Security.Cryptography;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;
using Lamella.Federation.Ledger.Signing;
using Lamella.Site.Egress;
using Lamella.Testing;

namespace Lamella.Site.Tests.Egress;

/// <summary>The log held against the ledger: each way in which the two can tell different stories.</summary>
public class EgressCheckTests
{
    private readonly ToldLedger ledger = new("test", EgressStudy.Me, EgressStudy.Other);
    private readonly List<EgressRecord> log;

    public EgressCheckTests()
    {
        ledger.Propose(EgressStudy.Protocol, EgressStudy.Me, EgressStudy.Other);
        ledger.Run(EgressStudy.Run);
        log = [Line("hello", "", 20), .. ledger.Entries.Where(e => e.Signer == Signer.Of(EgressStudy.Me)).SelectMany(Honest)];
    }

    [Fact]
    public void A_log_that_was_kept_agrees_and_is_counted()
    {
        var verdict = Check();
        Assert.Empty(verdict.Mismatches);
        Assert.Empty(verdict.Notes);
        Assert.Equal((3, 800_000), (verdict.Statements, verdict.UpdateBytes));
        Assert.Equal([("hello", 1L), ("statement", 3), ("update", 2)], verdict.Kinds.Select(k => (k.Kind, k.Count)));
    }

    [Fact]
    public void A_cut_line_that_was_gone_on_with_agrees()
    {
        var update = log.FindIndex(l => l.Kind == "update");
        log.Insert(update + 1, log[update] with { Offset = 100_000, Bytes = 300_000 });
        Assert.Empty(Check().Mismatches);
    }

    [Fact]
    public void A_statement_of_the_ledger_that_the_log_lacks_is_found()
    {
        log.RemoveAt(log.FindIndex(l => l.Kind == "statement"));
        Assert.Contains("a statement of north that the log does not have", Assert.Single(Check().Mismatches), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_of_the_ledger_that_the_log_lacks_is_found()
    {
        log.RemoveAt(log.FindIndex(l => l.Kind == "update"));
        Assert.Contains("an update of 400000 bytes that the log does not have", Assert.Single(Check().Mismatches), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(399_999)]
    [InlineData(400_001)]
    public void An_update_of_another_length_is_found(long bytes)
    {
        var update = log.FindIndex(l => l.Kind == "update");
        log[update] = log[update] with { Bytes = bytes };
        Assert.Contains($"has 400000 bytes in the ledger and {bytes} in the log", Assert.Single(Check().Mismatches), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_whose_beginning_never_left_by_the_log_is_found()
    {
        var update = log.FindIndex(l => l.Kind == "update");
        log[update] = log[update] with { Offset = 1, Bytes = 399_999 };
        Assert.Contains("left from byte 1 on only", Assert.Single(Check().Mismatches), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_left_and_that_the_ledger_does_not_name_is_found_unless_it_is_announced()
    {
        log.Add(Line("update", "elsewhere", 777) with { Sha256 = EgressStudy.Blob });
        Assert.Contains("777 bytes of an update left", Assert.Single(Check().Mismatches), StringComparison.Ordinal);

        var announced = SignedStatement.Sign(
            new UpdateSubmitted(EgressStudy.Me, 9, ledger.State.Head, EgressStudy.Run, 3, ToldLedger.Blob("base"), EgressStudy.Blob, 777, 10, 0, 1, null, null, 0, 1),
            SimulatedSignatures.SignerOf(EgressStudy.Me.Value));
        var verdict = Check(announced);
        Assert.Empty(verdict.Mismatches);
        Assert.Contains("is on its way", Assert.Single(verdict.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_that_left_and_was_not_taken_in_is_noted()
    {
        log.Add(Line("statement", "HeadSeen 9", 300) with { Sha256 = EgressStudy.Blob });
        var verdict = Check();
        Assert.Empty(verdict.Mismatches);
        Assert.Contains("was not taken into the ledger", Assert.Single(verdict.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_is_not_declared_is_found_and_a_refusal_is_none()
    {
        log.Add(Line(EgressRecord.Refused + "update", "it may not leave", 0));
        Assert.Empty(Check().Mismatches);
        log.Add(Line("attachment", "", 1_000_000));
        log.Add(Line(EgressRecord.Refused + "attachment", "", 0));
        Assert.Equal(2, Check().Mismatches.Count(m => m.Contains("of a kind that is not declared", StringComparison.Ordinal)));
    }

    private static EgressRecord Line(string kind, string about, long bytes) => new(0, 0, kind, about, 1, bytes, 0, "", "", "");

    private static IEnumerable<EgressRecord> Honest(LedgerEntry entry)
    {
        if (EventEncoding.Decode(entry.Body.AsSpan()) is UpdateSubmitted update)
            yield return Line("update", $"round {update.Round}", update.Bytes) with { Sha256 = update.Update };
        yield return Line("statement", "a statement", 300) with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(entry.Body.AsSpan())) };
    }

    private EgressVerdict Check(params IReadOnlyList<SignedStatement> unsent) => EgressCheck.Run(log, ledger.Entries, EgressStudy.Me, unsent);
}
