using System.Text;
using Lamella.Federation.Ledger;
using Lamella.Federation.Ledger.Events;

namespace Lamella.Federation.Tests.Ledger;

/// <summary>Ledgers whose chain and signatures hold and that have exactly one thing wrong, in their last entry.</summary>
public sealed class ForgedLedgerTests
{
    [Fact]
    public void Without_a_fault_it_holds()
    {
        var ledger = new ForgedLedger();
        ledger.Say(new HeadSeen(ForgedLedger.North, 2, ledger.HeadAt(1))).Add(new SiteSuspected(ForgedLedger.North, "slow"), later: 0);
        Assert.Null(ledger.Checked());
        Assert.Null(ledger.Verified());
    }

    [Fact]
    public void Time_does_not_go_back() => Expect(LedgerFlaw.TimeGoesBack, l => l.Add(new SiteSuspected(ForgedLedger.North, "slow"), later: -1));

    [Fact]
    public void A_site_cannot_say_what_is_the_coordinators() =>
        Expect(LedgerFlaw.WrongSigner, l => l.Add(new SiteSuspected(ForgedLedger.North, "slow"), Signer.Of(ForgedLedger.North)));

    [Fact]
    public void The_coordinator_cannot_say_what_is_a_sites() =>
        Expect(LedgerFlaw.WrongSigner, l => l.Add(new HeadSeen(ForgedLedger.North, 2, l.HeadAt(1)), Signer.Coordinator));

    [Fact]
    public void A_site_cannot_speak_for_another() =>
        Expect(LedgerFlaw.WrongSigner, l => l.Add(new HeadSeen(ForgedLedger.North, 2, l.HeadAt(1)), Signer.Of(ForgedLedger.South)));

    [Fact]
    public void Who_is_no_site_cannot_speak()
    {
        Expect(LedgerFlaw.WrongSigner, l => l.Say(new HeadSeen(new("nobody"), 1, Head.Empty)));
        Expect(LedgerFlaw.WrongSigner, l => l.Add(new SiteRemoved(ForgedLedger.North, "left")).Say(new HeadSeen(ForgedLedger.North, 2, l.HeadAt(1))));
    }

    [Fact]
    public void A_site_does_not_unsee() => Expect(LedgerFlaw.Rewritten, l => l.Say(new HeadSeen(ForgedLedger.North, 2, l.HeadAt(0))));

    [Fact]
    public void A_site_does_not_see_what_comes_after() => Expect(LedgerFlaw.Rewritten, l => l.Say(new HeadSeen(ForgedLedger.North, 2, new Head(4, LedgerHash.Zero))));

    [Fact]
    public void A_site_sees_what_is_there() => Expect(LedgerFlaw.Rewritten, l => l.Say(new HeadSeen(ForgedLedger.North, 2, l.HeadAt(2) with { Index = 1 })));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Statements_are_numbered_without_gap_or_repetition(long number) =>
        Expect(LedgerFlaw.StatementNumber, l => l.Say(new HeadSeen(ForgedLedger.North, number, l.HeadAt(1))));

    [Theory]
    [InlineData("{\"event\":\"site-suspected\",\"reason\":\"slow\", \"site\":\"north\"}")]
    [InlineData("{\"event\":\"site-suspected\",\"site\":\"north\",\"reason\":\"slow\"}")]
    [InlineData("{\"event\":\"site-suspected\",\"reason\":\"\\u0073low\",\"site\":\"north\"}")]
    public void A_body_has_one_writing(string body) =>
        Expect(LedgerFlaw.Unreadable, l => l.Add(new SiteSuspected(ForgedLedger.North, "slow"), body: [.. Encoding.UTF8.GetBytes(body)]));

    [Theory]
    [InlineData("{\"event\":\"site-enrolled\",\"site\":\"west\"}")]
    [InlineData("{\"event\":\"study-proposed\"}")]
    [InlineData("{\"event\":\"run-queued\",\"queuedBy\":\"x\"}")]
    [InlineData("{\"event\":\"update-accepted\",\"norm\":1e400,\"round\":1,\"run\":\"x\",\"site\":\"north\",\"update\":\"x\"}")]
    [InlineData("{\"event\":\"head-seen\",\"number\":2,\"site\":\"north\"}")]
    public void A_body_that_holds_what_cannot_be_is_a_flaw_and_no_crash(string body)
    {
        var ledger = new ForgedLedger().Add(new SiteSuspected(ForgedLedger.North, "slow"), body: [.. Encoding.UTF8.GetBytes(body)]);
        Assert.Equal((4, LedgerFlaw.Unreadable), ledger.Checked());
    }

    /// <summary>What entries mean is not for the verifier to judge.</summary>
    [Fact]
    public void The_rules_are_kept()
    {
        var ledger = new ForgedLedger().Add(new SiteRemoved(new("nobody"), "left"));
        Assert.Equal((4, LedgerFlaw.AgainstTheRules), ledger.Checked());
        Assert.Null(ledger.Verified());
    }

    private static void Expect(LedgerFlaw flaw, Action<ForgedLedger> forge)
    {
        var ledger = new ForgedLedger();
        forge(ledger);
        var last = ledger.Entries.Last().Index;
        Assert.Equal((last, flaw), ledger.Checked());
        Assert.Equal((last, flaw), ledger.Verified());
    }
}
