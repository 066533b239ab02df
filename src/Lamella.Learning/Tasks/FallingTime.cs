using Lamella.Learning.Training;

namespace Lamella.Learning.Tasks;

/// <summary>Order of patients by falling time, in which every risk set is a prefix.</summary>
internal static class FallingTime
{
    /// <summary>Row numbers by falling time; equal times in the order given.</summary>
    public static int[] Order(ReadOnlySpan<Outcome> outcomes)
    {
        var order = new int[outcomes.Length];
        var keys = new (float Time, int Row)[outcomes.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = (-outcomes[i].Time, i);
        }

        Array.Sort(keys, order);
        return order;
    }
}
