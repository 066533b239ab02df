using Lamella.Federation.Randomness;

namespace Lamella.Federation.Tests.Randomness;

public class RandomStreamTests
{
    [Fact]
    public void Philox_gives_the_published_answer_for_zero_key_and_counter()
    {
        // Known-answer vector philox4x32-10 of Salmon et al.: counter 0, key 0.
        var stream = new RandomStream(key: 0, step: 0);
        Assert.Equal([0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u], Enumerable.Range(0, 4).Select(_ => stream.NextUInt32()));
    }

    [Fact]
    public void Equal_names_give_equal_draws_and_other_names_other_draws()
    {
        ulong First(ulong seed, string site, string purpose, ulong step) => new RandomStream(seed, site, purpose, step).NextUInt64();
        var reference = First(1, "a", "p", 0);
        Assert.Equal(reference, First(1, "a", "p", 0));
        Assert.Distinct([reference, First(2, "a", "p", 0), First(1, "b", "p", 0), First(1, "a", "q", 0), First(1, "a", "p", 1)]);
    }

    [Fact]
    public void Uniform_and_normal_draws_have_their_moments()
    {
        var stream = new RandomStream(7, "", "moments", 0);
        double sum = 0, normalSum = 0, normalSquares = 0;
        const int Count = 200_000;
        for (var i = 0; i < Count; i++)
        {
            sum += stream.NextDouble();
            var z = stream.NextGaussian();
            normalSum += z;
            normalSquares += z * z;
        }

        Assert.Equal(0.5, sum / Count, 0.003);
        Assert.Equal(0, normalSum / Count, 0.01);
        Assert.Equal(1, normalSquares / Count, 0.02);
    }

    [Fact]
    public void Bounded_draws_stay_in_bounds_and_reach_every_value()
    {
        var stream = new RandomStream(7, "", "bounds", 0);
        var seen = Enumerable.Range(0, 10_000).Select(_ => stream.NextInt(7)).ToHashSet();
        Assert.Equal(Enumerable.Range(0, 7), seen.Order());
    }

    [Fact]
    public void Every_epoch_visits_every_row_once_in_its_own_order()
    {
        var schedule = new BatchSchedule(3, "curie", rows: 10, batch: 4);
        Assert.Equal(3, schedule.StepsPerEpoch);
        int[] Epoch(long epoch) => [.. Enumerable.Range(0, 3).SelectMany(i => schedule.Batch((epoch * 3) + i).ToArray())];
        var first = Epoch(0);
        Assert.Equal(Enumerable.Range(0, 10), first.Order());
        Assert.NotEqual(first, Epoch(1));
        Assert.Equal(first, Epoch(0));
    }
}
