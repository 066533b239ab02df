using Lamella.Federation.Randomness;

namespace Lamella.Federation.Tests;

public class RandomStreamTests
{
    [Fact]
    public void Equal_names_give_equal_draws_and_other_names_other_draws()
    {
        var a = new RandomStream(1, "a", "p", 0);
        var b = new RandomStream(1, "a", "p", 0);
        var c = new RandomStream(1, "b", "p", 0);
        var first = a.NextUInt64();
        Assert.Equal(first, b.NextUInt64());
        Assert.NotEqual(first, c.NextUInt64());
    }
}
