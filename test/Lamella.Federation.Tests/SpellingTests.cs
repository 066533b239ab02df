namespace Lamella.Federation.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("rouns", "rounds")]
    [InlineData("bacth", "batch")]
    [InlineData("ROUNDS", "rounds")]
    [InlineData("learning_rate", "learningRate")]
    [InlineData("zzz", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_found_only_when_it_is_near(string given, string? expected)
    {
        Assert.Equal(expected, Spelling.Nearest(given, ["rounds", "batch", "learningRate", "seeds"]));
    }
}
