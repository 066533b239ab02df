using Lamella.Federation.Metrics;
using Lamella.Federation.Randomness;

namespace Lamella.Federation.Tests.Metrics;

public class ConcordanceIndexTests
{
    [Fact]
    public void Worked_by_hand()
    {
        // Comparable: (1,2) (1,3) (1,4) as patient 1 dies first, (3,4) as patient 3 dies before 4; 2 is censored early. Wrong: (3,4).
        Assert.Equal(0.75, ConcordanceIndex.Of([1, 2, 3, 4], [1, 0, 1, 1], [9, 1, 2, 5]));
    }

    [Fact]
    public void Equal_scores_count_half() => Assert.Equal(0.5, ConcordanceIndex.Of([1, 2], [1, 1], [3, 3]));

    [Fact]
    public void At_equal_times_the_event_comes_before_the_censored()
    {
        Assert.Equal(1.0, ConcordanceIndex.Of([5, 5], [1, 0], [2, 1]));
        Assert.Equal(0.0, ConcordanceIndex.Of([5, 5], [1, 0], [1, 2]));
    }

    [Fact]
    public void Two_events_at_one_time_are_not_comparable() => Assert.Null(ConcordanceIndex.Of([5, 5], [1, 1], [2, 1]));

    [Fact]
    public void Without_events_it_is_undefined() => Assert.Null(ConcordanceIndex.Of([1, 2, 3], [0, 0, 0], [1, 2, 3]));

    [Fact]
    public void Equals_counting_all_pairs()
    {
        var stream = new RandomStream(11, "", "test", 0);
        for (var trial = 0; trial < 20; trial++)
        {
            var n = 40;
            float[] times = new float[n], events = new float[n], scores = new float[n];
            for (var i = 0; i < n; i++)
                (times[i], events[i], scores[i]) = (stream.NextInt(15), stream.NextInt(3) > 0 ? 1 : 0, stream.NextInt(10));
            double concordant = 0, comparable = 0;
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    var first = events[i] == 1 && (times[i] < times[j] || (times[i] == times[j] && events[j] == 0));
                    comparable += first ? 1 : 0;
                    concordant += !first ? 0 : scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }

            Assert.Equal(concordant / comparable, ConcordanceIndex.Of(times, events, scores)!.Value, 12);
        }
    }
}
