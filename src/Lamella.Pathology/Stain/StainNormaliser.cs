using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lamella.Pathology.Stain;

/// <summary>
/// Shows a tile as if it had been stained like another (Macenko et al. 2009): concentrations are read with the source's vectors, scaled by the ratio
/// of the largest concentrations, and painted with the target's vectors. What neither stain explains (the part of a density off the plane of the
/// source's vectors) is kept as it is, so a source equal to the target changes nothing but rounding, and pigment keeps its colour.
/// All of it is one linear map of densities, held in integer tables: the same bytes on any machine.
/// </summary>
public sealed class StainNormaliser
{
    // Steps of density in the table of values: a step is at most .1 grey level.
    private const int Steps = 1 << 14;

    // Densities are summed with this many more bits than the table of values has.
    private const int Fraction = 10;
    private const double Scale = Steps / OpticalDensity.Largest * (1 << Fraction);
    private static readonly byte[] Values = ValueTable();

    // For each channel and value what it adds to the three densities that come out (and a lane of nothing).
    private readonly Vector128<int>[] red, green, blue;

    /// <summary>A normaliser from one staining to another.</summary>
    public StainNormaliser(StainMatrix source, StainMatrix target)
    {
        var map = Map(source, target);
        (red, green, blue) = (Lanes(map, 0), Lanes(map, 1), Lanes(map, 2));
    }

    /// <summary>Normalises pixels in place. Safe for several threads.</summary>
    /// <param name="rgb">Pixels, 3 bytes each.</param>
    public void Apply(Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length % 3, 0);
        ref var values = ref MemoryMarshal.GetArrayDataReference(Values);
        var most = Vector128.Create(Steps - 1);
        for (var at = 0; at + 2 < rgb.Length; at += 3)
        {
            var density = (red[rgb[at]] + green[rgb[at + 1]] + blue[rgb[at + 2]]) >> Fraction;
            // Clamped to the table, which makes reading it without bounds checks safe.
            density = Vector128.Max(Vector128.Min(density, most), Vector128<int>.Zero);
            rgb[at] = Unsafe.Add(ref values, density[0]);
            rgb[at + 1] = Unsafe.Add(ref values, density[1]);
            rgb[at + 2] = Unsafe.Add(ref values, density[2]);
        }
    }

    /// <summary>Identity + (scaled target - source) * unmixing, 3 x 3: out channel, in channel.</summary>
    private static double[,] Map(StainMatrix source, StainMatrix target)
    {
        var rows = StainVector.Unmixing(source.Haematoxylin, source.Eosin);
        var (haematoxylin, eosin) = (target.MaxHaematoxylin / source.MaxHaematoxylin, target.MaxEosin / source.MaxEosin);
        var map = new double[3, 3];
        for (var to = 0; to < 3; to++)
        {
            var moreHaematoxylin = (haematoxylin * target.Haematoxylin[to]) - source.Haematoxylin[to];
            var moreEosin = (eosin * target.Eosin[to]) - source.Eosin[to];
            for (var from = 0; from < 3; from++)
                map[to, from] = (to == from ? 1 : 0) + (moreHaematoxylin * rows.First[from]) + (moreEosin * rows.Second[from]);
        }

        return map;
    }

    private static Vector128<int>[] Lanes(double[,] map, int channel)
    {
        // The half step that rounds is added once, with red.
        var half = channel == 0 ? 1 << (Fraction - 1) : 0;
        return [.. Enumerable.Range(0, 256).Select(value => Vector128.Create(Lane(0, value), Lane(1, value), Lane(2, value), 0))];

        int Lane(int to, int value) => (int)Math.Clamp(Math.Round(map[to, channel] * OpticalDensity.Table[value] * Scale), -6e8, 6e8) + half;
    }

    private static byte[] ValueTable() =>
        [.. Enumerable.Range(0, Steps).Select(step => (byte)Math.Clamp(Math.Round(OpticalDensity.Value(step * OpticalDensity.Largest / Steps)), 0, 255))];
}
