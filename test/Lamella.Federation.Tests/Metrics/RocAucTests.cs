using Lamella.Federation.Metrics;
using Lamella.Federation.Randomness;

namespace Lamella.Federation.Tests.Metrics;

public class RocAucTests
{
    [Fact]
    public void Four_patients_by_hand() => Assert.Equal(0.75, RocAuc.Of([0.1f, 0.4f, 0.35f, 0.8f], [0, 0, 1, 1]));

    [Fact]
    public void Ties_count_half() => Assert.Equal(0.75, RocAuc.Of([1, 2, 2, 2], [0, 0, 1, 1]));

    [Fact]
    public void Rating_study_of_Hanley_and_McNeil_1982()
    {
        int[] normal = [33, 6, 6, 11, 2], abnormal = [3, 2, 2, 11, 33];
        var scores = new List<float>();
        var outcome = new List<float>();
        for (var rating = 0; rating < 5; rating++)
        {
            scores.AddRange(Enumerable.Repeat((float)rating, normal[rating] + abnormal[rating]));
            outcome.AddRange(Enumerable.Repeat(0f, normal[rating]).Concat(Enumerable.Repeat(1f, abnormal[rating])));
        }

        Assert.Equal(0.893, RocAuc.Of([.. scores], [.. outcome])!.Value, 3);
    }

    [Fact]
    public void One_class_only_is_undefined() => Assert.Null(RocAuc.Of([0.1f, 0.9f], [1, 1]));

    [Fact]
    public void Equals_the_share_of_pairs_and_the_area_under_the_curve()
    {
        var stream = new RandomStream(5, "", "test", 0);
        var scores = Enumerable.Range(0, 60).Select(_ => (float)stream.NextInt(12)).ToArray();
        var outcome = scores.Select(s => stream.NextInt(12) < s ? 1f : 0f).ToArray();
        double won = 0, pairs = 0;
        for (var i = 0; i < 60; i++)
        {
            for (var j = 0; j < 60; j++)
            {
                if (outcome[i] != 1 || outcome[j] != 0)
                    continue;
                pairs++;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        var curve = RocCurve.Of(scores, outcome);
        var area = 0.0;
        for (var k = 1; k < curve.Length; k++)
            area += (curve[k].FalsePositiveRate - curve[k - 1].FalsePositiveRate) * (curve[k].TruePositiveRate + curve[k - 1].TruePositiveRate) / 2;
        Assert.Equal(won / pairs, RocAuc.Of(scores, outcome)!.Value, 12);
        Assert.Equal(won / pairs, area, 12);
        Assert.Equal(new RocPoint(1, 1), curve[^1]);
    }

    [Fact]
    public void Counting_a_patient_twice_is_having_the_patient_twice()
    {
        var once = RocAuc.Prepare([0.2f, 0.6f, 0.5f], [0, 1, 0])([1, 2, 3]);
        var twice = RocAuc.Of([0.2f, 0.6f, 0.6f, 0.5f, 0.5f, 0.5f], [0, 1, 1, 0, 0, 0]);
        Assert.Equal(twice, once);
    }
}
