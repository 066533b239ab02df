using Lamella.Learning.Engine;
using Lamella.Learning.Training;
using TorchSharp;

namespace Lamella.Learning.Tests.Training;

public sealed class BagFeedTests
{
    public BagFeedTests() => TorchEngine.Load();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public void Bags_come_in_order_whatever_the_cache_holds(int megabytes)
    {
        List<CountingBag> bags = [.. Enumerable.Range(0, 10).Select(i => new CountingBag(i))];
        List<IBagSource> order = [.. Enumerable.Range(0, 40).Select(i => bags[i * 7 % 10])];
        using var cache = new BagCache(megabytes);
        using var feed = new BagFeed(order, cache, 3);
        foreach (var bag in order.Cast<CountingBag>())
        {
            using var scope = torch.NewDisposeScope();
            var taken = feed.Take(default);
            Assert.Equal([bag.Count, bag.Dimension], taken.shape);
            Assert.All(TensorMemory.Floats(taken).ToArray(), value => Assert.Equal(bag.Number, value));
            feed.Release();
        }

        Assert.Equal(cache.Count + 4 * (10 - cache.Count), bags.Sum(b => b.Reads));
        Assert.Equal(megabytes == 0 ? 0 : megabytes == 64 ? 10 : cache.Count, cache.Count);
    }

    [Fact]
    public void Memory_is_bounded_and_given_back()
    {
        List<IBagSource> order = [.. Enumerable.Range(0, 200).Select(i => new CountingBag(i % 10))];
        using var cache = new BagCache(0);
        var before = torch.Tensor.TotalCount;
        using (var feed = new BagFeed(order, cache, 3))
        {
            for (var i = 0; i < order.Count; i += 8)
            {
                using var scope = torch.NewDisposeScope();
                for (var k = 0; k < 8; k++)
                    feed.Take(default);
                // Eight in use and four on their way, each a buffer and a view of it.
                Assert.InRange(torch.Tensor.TotalCount - before, 1, 2 * 12);
                feed.Release();
            }
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void A_fault_while_reading_reaches_the_trainer_and_a_retry_reads_anew()
    {
        var bag = new CountingBag(1) { Fault = new IOException("torn cable") };
        using var cache = new BagCache(64);
        using (var feed = new BagFeed([bag], cache, 3))
            Assert.Equal("torn cable", Assert.Throws<IOException>(() => feed.Take(default)).Message);
        bag.Fault = null;
        using var again = new BagFeed([bag], cache, 3);
        Assert.Equal(bag.Count, again.Take(default).shape[0]);
    }

    [Fact]
    public void A_feed_left_early_ends()
    {
        List<IBagSource> order = [.. Enumerable.Range(0, 50).Select(i => new CountingBag(i))];
        using var cache = new BagCache(1);
        using var feed = new BagFeed(order, cache, 5);
        Assert.Equal(order[0].Count, feed.Take(default).shape[0]);
    }

    /// <summary>A bag filled with its number, of a size of its own, that counts how often it is read.</summary>
    private sealed class CountingBag(int number) : IBagSource
    {
        private int reads;

        public int Number => number;

        public int Reads => reads;

        public Exception? Fault { get; set; }

        public int Count => 100 + number;

        public int Dimension => 512;

        public void Read(Span<float> destination)
        {
            Interlocked.Increment(ref reads);
            if (Fault is not null)
                throw Fault;
            destination.Fill(number);
        }
    }
}
