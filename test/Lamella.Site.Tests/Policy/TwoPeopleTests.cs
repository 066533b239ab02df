using Lamella.Federation;
using Lamella.Federation.Ledger.Events;
using Lamella.Site.Administration;
using Lamella.Site.Tests.Egress;

namespace Lamella.Site.Tests.Policy;

/// <summary>A policy that asks for two people.</summary>
public sealed class TwoPeopleTests : IDisposable
{
    private readonly PolicedSite site = new(persons: 2);

    public TwoPeopleTests()
    {
        site.Ledger.Propose(PolicedSite.Protocol, EgressStudy.Other);
        site.Hear();
    }

    public void Dispose() => site.Dispose();

    [Fact]
    public void The_second_with_an_account_of_their_own_makes_it_stand_and_both_are_in_the_ledger()
    {
        Assert.False(Approve("Dr North", "steward"));
        Assert.Empty(site.Agent.Unsent);
        Assert.True(Approve("Dr Ost", "officer"));
        var approved = Assert.IsType<StudyApproved>(Assert.Single(site.Agent.Unsent).Statement);
        Assert.Equal(("Dr North; Dr Ost", "data steward; data steward"), (approved.Approver, approved.Role));
        var log = File.ReadAllLines(site.Folder.Answers);
        Assert.Contains("\"account\":\"steward\"", log[0], StringComparison.Ordinal);
        Assert.Contains("\"account\":\"officer\"", log[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dr North", "officer")]
    [InlineData("Dr Ost", "steward")]
    public void One_person_or_one_account_is_not_two(string by, string account)
    {
        Assert.False(Approve("Dr North", "steward"));
        var fault = Assert.Throws<LamellaException>(() => Approve(by, account));
        Assert.Equal(ErrorCodes.PolicyRefused, fault.Code);
        Assert.Contains("'Dr North' has approved with the account 'steward'", fault.Fault, StringComparison.Ordinal);
        Assert.Empty(site.Agent.Unsent);
    }

    [Fact]
    public void Two_who_approve_different_things_have_approved_neither()
    {
        Assert.False(Approve("Dr North", "steward"));
        Assert.False(site.Desk.Take(site.Agent, PolicedSite.Approval(PolicedSite.Protocol) with { By = "Dr Ost", MostSamples = 10 }, "officer"));
        Assert.Empty(site.Agent.Unsent);
    }

    [Fact]
    public void The_first_must_still_be_one_who_may_when_the_second_approves()
    {
        Assert.False(Approve("Dr North", "steward"));
        File.WriteAllText(site.Folder.Policy, File.ReadAllText(site.Folder.Policy).Replace("Dr North, ", "", StringComparison.Ordinal));
        Assert.Contains("approval.names: 'Dr North'", Assert.Throws<LamellaException>(() => Approve("Dr Ost", "officer")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_who_saw_other_data_have_approved_nothing()
    {
        Assert.False(Approve("Dr North", "steward"));
        File.AppendAllText(site.Table, "\n010;10;no;test");
        Assert.False(Approve("Dr Ost", "officer"));
    }

    [Theory]
    [InlineData("", "reason")]
    [InlineData("Dr North", "")]
    public void An_answer_without_a_name_or_a_reason_is_told_to_its_author(string by, string reason)
    {
        var answer = PolicedSite.Approval(PolicedSite.Protocol) with { Kind = StudyAnswerKind.Revoke, By = by, Reason = reason };
        Assert.Equal(ErrorCodes.UsageWrong, Assert.Throws<LamellaException>(() => site.Desk.Take(site.Agent, answer, "steward")).Code);
        Assert.Empty(site.Agent.Unsent);
    }

    [Theory]
    [InlineData(StudyAnswerKind.Refuse)]
    [InlineData(StudyAnswerKind.Revoke)]
    public void To_refuse_or_revoke_takes_one(StudyAnswerKind kind)
    {
        var answer = PolicedSite.Approval(PolicedSite.Protocol) with { Kind = kind, Reason = "not now" };
        Assert.True(site.Desk.Take(site.Agent, answer, "anybody"));
        Assert.Contains("\"account\":\"anybody\"", Assert.Single(File.ReadAllLines(site.Folder.Answers)), StringComparison.Ordinal);
        Assert.Single(site.Agent.Unsent);
    }

    private bool Approve(string by, string account) => site.Desk.Take(site.Agent, PolicedSite.Approval(PolicedSite.Protocol) with { By = by }, account);
}
