using Lamella.Federation.Randomness;

namespace Lamella.Testing.Network.Frames;

/// <summary>What a bad line, a bad program or a bad person makes of a message.</summary>
internal static class FrameMutation
{
    private const int Kinds = 9, LongestInsertion = 40, RarelyOneIn = 200, Inflation = 70_000;

    /// <summary>The message, changed.</summary>
    public static byte[] Of(byte[] frame, ref RandomStream random)
    {
        if (random.NextInt(RarelyOneIn) == 0)
            return [.. frame, .. Noise(Inflation, ref random)];
        var changed = frame.ToArray();
        var times = 1 + random.NextInt(3);
        for (var i = 0; i < times; i++)
            changed = Once(changed, ref random);
        return changed;
    }

    private static byte[] Once(byte[] frame, ref RandomStream random)
    {
        var at = random.NextInt(frame.Length + 1);
        var to = at + random.NextInt(frame.Length - at + 1);
        switch (random.NextInt(Kinds))
        {
            case 0:
                return frame[..at];
            case 1:
                return [.. frame[..at], .. frame[to..]];
            case 2:
                return [.. frame[..to], .. frame[at..]];
            case 3:
                return [.. frame[..at], .. Noise(1 + random.NextInt(LongestInsertion), ref random), .. frame[at..]];
            case 4:
                return Noise(random.NextInt(LongestInsertion), ref random);
            case 5:
                // A length or a number that is far too large.
                return [.. frame[..at], 0xff, 0xff, 0xff, 0xff, 0x7f, .. frame[at..]];
            case 6:
                return [.. frame, .. frame];
            default:
                var copy = frame.ToArray();
                if (copy.Length > 0)
                    copy[random.NextInt(copy.Length)] ^= (byte)(1 << random.NextInt(8));
                return copy;
        }
    }

    private static byte[] Noise(int count, ref RandomStream random)
    {
        var noise = new byte[count];
        for (var i = 0; i < count; i++)
            noise[i] = (byte)random.NextInt(256);
        return noise;
    }
}
