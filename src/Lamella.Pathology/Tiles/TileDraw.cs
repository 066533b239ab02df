using Lamella.Federation.Randomness;

namespace Lamella.Pathology.Tiles;

/// <summary>Which of too many tiles are kept: selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S). Every subset is equally likely; positions come out ascending.</summary>
internal static class TileDraw
{
    /// <summary>Positions of the tiles that are kept.</summary>
    /// <param name="key">Whose tiles: the draw of one never moves another's.</param>
    /// <param name="count">Tiles there are.</param>
    /// <param name="wanted">Tiles to keep, at most <paramref name="count"/>.</param>
    /// <param name="seed">Seed of the draw.</param>
    public static int[] Choose(string key, int count, int wanted, ulong seed)
    {
        var stream = new RandomStream(seed, key, Purposes.Tiles, 0);
        var kept = new int[wanted];
        for (int position = 0, taken = 0; taken < wanted; position++)
        {
            if (stream.NextInt(count - position) < wanted - taken)
                kept[taken++] = position;
        }

        return kept;
    }
}
