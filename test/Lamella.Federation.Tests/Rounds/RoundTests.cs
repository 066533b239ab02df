using Lamella.Federation.Rounds;

namespace Lamella.Federation.Tests.Rounds;

public class RoundTests
{
    [Fact]
    public void The_table_holds_the_story_of_a_round()
    {
        RunStep[] story =
        [
            RunStep.Open, RunStep.OpenRound, RunStep.SelectSites, RunStep.PublishModel, RunStep.StartSite, RunStep.SubmitUpdate, RunStep.AcceptUpdate, RunStep.Wait, RunStep.Continue,
            RunStep.Close, RunStep.Aggregate, RunStep.Record, RunStep.End,
        ];
        Assert.Equal(RunPhase.Ended, story.Aggregate(RunPhase.Queued, RoundStateMachine.Standard.Next));
        Assert.Equal(45, RoundStateMachine.Standard.Rows.Length);
        Assert.Distinct(RoundStateMachine.Standard.Rows.Select(r => (r.From, r.Step)));
    }

    [Theory]
    [InlineData(RunPhase.Queued, RunStep.OpenRound)]
    [InlineData(RunPhase.Collecting, RunStep.Aggregate)]
    [InlineData(RunPhase.Closed, RunStep.AcceptUpdate)]
    [InlineData(RunPhase.Closed, RunStep.Record)]
    [InlineData(RunPhase.Waiting, RunStep.Close)]
    [InlineData(RunPhase.Ended, RunStep.OpenRound)]
    [InlineData(RunPhase.Ended, RunStep.End)]
    public void What_is_not_in_the_table_is_a_fault(RunPhase phase, RunStep step) =>
        Assert.Equal(ErrorCodes.LedgerBroken, Assert.Throws<LamellaException>(() => RoundStateMachine.Standard.Next(phase, step)).Code);
}
