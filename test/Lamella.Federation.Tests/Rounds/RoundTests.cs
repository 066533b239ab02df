using Lamella.Federation.Rounds;

namespace Lamella.Federation.Tests.Rounds;

public class RoundTests
{
    [Fact]
    public void The_table_holds_the_story_of_a_round_and_nothing_else()
    {
        var legal = new[]
        {
            RoundStep.SelectSites, RoundStep.PublishModel, RoundStep.AcceptUpdate, RoundStep.ExcludeSite, RoundStep.Close, RoundStep.Aggregate, RoundStep.Record,
        };
        Assert.Equal(RoundPhase.Recorded, legal.Aggregate(RoundPhase.Opened, RoundStateMachine.Next));
        var rows = Enum.GetValues<RoundPhase>().SelectMany(p => Enum.GetValues<RoundStep>(), (phase, step) => (phase, step)).Count(r =>
        {
            try
            {
                RoundStateMachine.Next(r.phase, r.step);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        Assert.Equal(9, rows);
    }

    [Theory]
    [InlineData(3, 3, 3, RoundResult.Complete)]
    [InlineData(2, 3, 2, RoundResult.Degraded)]
    [InlineData(3, 3, 2, RoundResult.QuorumMissed)]
    [InlineData(0, 1, 0, RoundResult.Degraded)]
    public void Quorum_is_judged_by_count(int needed, int training, int contributed, RoundResult expected) =>
        Assert.Equal(expected, Quorum.Judge(needed, training, contributed));
}
