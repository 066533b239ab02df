using Lamella.Federation.Studies;

namespace Lamella.Protocols.Tests;

public sealed class OverrideTests
{
    [Fact]
    public void Settings_reach_keys_and_list_elements_by_name_and_index()
    {
        var reading = ProtocolReader.Read(
            StudyTexts.Valid,
            ["training.rounds=3", "strategies.FedAvg.optimiser.learningRate=.2", "strategies.1.mu=0", "inputs.standardise=none", "sites.south.role=external", "quorum.sites=1", "seeds=[7]", "reporting.bootstrap=10"]);

        Assert.Empty(reading.Faults);
        var protocol = reading.Protocol!;
        Assert.Equal(3, protocol.Training.Rounds);
        Assert.Equal(new OptimiserSpec { Kind = OptimiserKind.Sgd, LearningRate = .2, Momentum = .5 }, protocol.Strategies[0].Optimiser);
        Assert.Equal(0, Assert.IsType<FedProxSpec>(protocol.Strategies[1]).Mu);
        Assert.Equal(Standardisation.None, protocol.Inputs.Standardise);
        Assert.Equal(2, protocol.Sites.Count(s => s.Role == SiteRole.External));
        Assert.Equal([7UL], protocol.Seeds);
        Assert.Equal(10, protocol.Reporting.Bootstrap);
    }

    [Theory]
    [InlineData("training.round=3", "Did you mean 'rounds'?")]
    [InlineData("strategies.FedAvgg.rounds=3", "There is no 'FedAvgg'")]
    [InlineData("training.rounds.more=3", "single value")]
    [InlineData("training.rounds=", "does not fit")]
    [InlineData("training.rounds=[", "cannot be read")]
    [InlineData("training.rounds=many", "does not fit")]
    [InlineData("rounds", "sets nothing")]
    public void What_cannot_be_set_is_a_fault_of_the_command_line(string setting, string words)
    {
        var fault = Assert.Single(ProtocolReader.Read(StudyTexts.Valid, [setting]).Faults);

        Assert.Contains(words, fault.Wrong);
        Assert.StartsWith("--set", fault.ToString(), StringComparison.Ordinal);
    }
}
