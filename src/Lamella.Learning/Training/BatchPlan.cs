using Lamella.Federation.Randomness;

namespace Lamella.Learning.Training;

/// <summary>The row numbers of a job's mini-batches, one after the other.</summary>
internal sealed class BatchPlan
{
    private readonly List<int> rows = [];
    private readonly List<int> ends = [];

    /// <summary>Reads mini-batches <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1 off the schedule.</summary>
    public BatchPlan(IBatchSchedule schedule, long first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var batch = schedule.Batch(first + i);
            rows.AddRange(batch);
            ends.Add(rows.Count);
            LargestBatch = Math.Max(LargestBatch, batch.Length);
        }
    }

    /// <summary>All rows in visiting order.</summary>
    public IReadOnlyList<int> Rows => rows;

    /// <summary>Rows of the largest mini-batch.</summary>
    public int LargestBatch { get; }

    /// <summary>Rows of mini-batch <paramref name="number"/>, counted from 0.</summary>
    public ReadOnlySpan<int> Batch(int number)
    {
        var from = number == 0 ? 0 : ends[number - 1];
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows)[from..ends[number]];
    }
}
