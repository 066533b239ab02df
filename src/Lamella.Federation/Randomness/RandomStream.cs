using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lamella.Federation.Studies;

namespace Lamella.Federation.Randomness;

/// <summary>
/// The one generator: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). A stream is a pure function of (seed,
/// site, purpose, step); drawing from one never moves another, so order of execution cannot change a result. Not for cryptography.
/// </summary>
public struct RandomStream
{
    private const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, W0 = 0x9E3779B9, W1 = 0xBB67AE85;
    private readonly uint key0, key1, step0, step1;
    private ulong counter;
    private uint r0, r1, r2, r3;
    private int left;

    /// <summary>Opens a stream at its start.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="site">The site, or the empty string for what all share.</param>
    /// <param name="purpose">What is drawn; see <see cref="Purposes"/>.</param>
    /// <param name="step">Step, epoch or layer within the purpose.</param>
    public RandomStream(ulong seed, string site, string purpose, ulong step)
    {
        // The key hashes what is named; the step stays in the counter, so streams of neighbouring steps are disjoint by construction.
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"lamella-stream-1\n{seed}\n{site}\n{purpose}"), digest);
        (key0, key1) = (BinaryPrimitives.ReadUInt32LittleEndian(digest), BinaryPrimitives.ReadUInt32LittleEndian(digest[4..]));
        (step0, step1) = ((uint)step, (uint)(step >> 32));
        counter = 0;
        (r0, r1, r2, r3, left) = (0, 0, 0, 0, 0);
    }

    /// <summary>Opens a stream of a site.</summary>
    public RandomStream(ulong seed, SiteId site, string purpose, ulong step)
        : this(seed, site.Value, purpose, step)
    {
    }

    /// <summary>Opens a stream from a key made before with <see cref="KeyOf"/>: no hashing, for loops that open one stream per step.</summary>
    public RandomStream(ulong key, ulong step)
    {
        (key0, key1, step0, step1) = ((uint)key, (uint)(key >> 32), (uint)step, (uint)(step >> 32));
        counter = 0;
        (r0, r1, r2, r3, left) = (0, 0, 0, 0, 0);
    }

    /// <summary>The key of (seed, site, purpose).</summary>
    public static ulong KeyOf(ulong seed, string site, string purpose)
    {
        var stream = new RandomStream(seed, site, purpose, 0);
        return stream.key0 | ((ulong)stream.key1 << 32);
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32()
    {
        if (left == 0)
            Refill();
        return left-- switch { 4 => r0, 3 => r1, 2 => r2, _ => r3 };
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform integer in [0, <paramref name="bound"/>), unbiased (Lemire 2019).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            var threshold = (uint)-bound % (uint)bound;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * (uint)bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Box and Muller 1958, cosine branch).</summary>
    public double NextGaussian()
    {
        var u = 1.0 - NextDouble();
        return Math.Sqrt(-2.0 * Math.Log(u)) * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void Refill()
    {
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = step0, c3 = step1, k0 = key0, k1 = key1;
        counter++;
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)M0 * c0;
            var p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }

        (r0, r1, r2, r3, left) = (c0, c1, c2, c3, 4);
    }
}
