namespace Lamella.Federation.Randomness;

/// <summary>Which training rows make up step t: a pure function of the step, so "where we were in the data" is one integer.</summary>
public interface IBatchSchedule
{
    /// <summary>Row numbers of step <paramref name="step"/> (counted from 0 over the whole run, across rounds).</summary>
    ReadOnlySpan<int> Batch(long step);

    /// <summary>Steps in one pass over the rows.</summary>
    int StepsPerEpoch { get; }
}

/// <summary>
/// Each epoch is a fresh permutation keyed by (seed, site, epoch), cut into batches; the last batch of an epoch may be smaller. Not safe for
/// concurrent use.
/// </summary>
public sealed class BatchSchedule : IBatchSchedule
{
    private readonly ulong key;
    private readonly int batch;
    private readonly int[] order;
    private long epoch = -1;

    /// <summary>A schedule over <paramref name="rows"/> rows.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="site">The site's id, or the name of an arm that trains on pooled rows.</param>
    /// <param name="rows">Number of training rows, at least 1.</param>
    /// <param name="batch">Rows per step, at least 1.</param>
    public BatchSchedule(ulong seed, string site, int rows, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        key = RandomStream.KeyOf(seed, site, Purposes.Batches);
        this.batch = batch;
        order = new int[rows];
    }

    /// <inheritdoc />
    public int StepsPerEpoch => (order.Length + batch - 1) / batch;

    /// <inheritdoc />
    public ReadOnlySpan<int> Batch(long step)
    {
        var wanted = step / StepsPerEpoch;
        if (wanted != epoch)
        {
            for (var i = 0; i < order.Length; i++)
                order[i] = i;
            new RandomStream(key, (ulong)wanted).Shuffle(order.AsSpan());
            epoch = wanted;
        }

        var from = (int)(step % StepsPerEpoch) * batch;
        return order.AsSpan(from, Math.Min(batch, order.Length - from));
    }
}
