using System.Runtime.InteropServices;

namespace Lamella.Pathology.Stain;

/// <summary>
/// An even sample of the stained pixels of many tiles, of bounded size. When it is full every second pixel is dropped and from then on half as many
/// are taken; nothing is drawn by chance, so the same tiles in the same order give the same sample.
/// </summary>
/// <param name="smallestDensity">Pixels whose mean density over red, green and blue is smaller are passed over.</param>
internal sealed class PixelSample(double smallestDensity)
{
    private const int Most = 1 << 16;
    private readonly List<byte> pixels = [];
    private readonly float smallestSum = (float)(3 * smallestDensity);
    private int stride = 1, skip;

    /// <summary>Pixels in the sample.</summary>
    public int Count => pixels.Count / 3;

    /// <summary>Their bytes, RGB.</summary>
    public ReadOnlySpan<byte> Rgb => CollectionsMarshal.AsSpan(pixels);

    /// <summary>Takes the pixels of a tile.</summary>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length % 3, 0);
        var density = OpticalDensity.Table;
        for (var at = 0; at < rgb.Length; at += 3)
        {
            if (density[rgb[at]] + density[rgb[at + 1]] + density[rgb[at + 2]] < smallestSum || ++skip < stride)
                continue;
            skip = 0;
            pixels.AddRange(rgb.Slice(at, 3));
            if (Count == Most)
                Halve();
        }
    }

    private void Halve()
    {
        var all = CollectionsMarshal.AsSpan(pixels);
        for (var i = 0; i < Most / 2; i++)
            all.Slice(i * 6, 3).CopyTo(all[(i * 3)..]);
        CollectionsMarshal.SetCount(pixels, Most / 2 * 3);
        stride *= 2;
    }
}
