namespace Lamella.Pathology.Encoders;

/// <summary>
/// A tile by formula, in whole numbers only: the same bytes on every machine, with no picture file to carry. Eosin-like ground and haematoxylin-like
/// nuclei of a stained section, with texture of 40, 12, 6 and 2 px. It is no tissue; it only makes an encoder speak.
/// </summary>
public static class ReferenceTile
{
    private const int LargestSide = 4096;

    /// <summary>Light that passes one unit of eosin and one of haematoxylin, of 255; red, green and blue differ so that their order shows.</summary>
    private static readonly int[] Eosin = [226, 142, 186], Haematoxylin = [104, 72, 150];

    /// <summary>The pixels. A smaller tile is the upper left corner of a larger one.</summary>
    /// <param name="side">Pixels, 1 to 4,096.</param>
    /// <returns>side * side * 3 bytes, row by row, RGB.</returns>
    public static byte[] Pixels(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, LargestSide);
        var rgb = new byte[side * side * 3];
        for (int y = 0, at = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var eosin = ((5 * Noise(x, y, 40)) + (2 * Noise(x, y, 6)) + Noise(x, y, 2)) / 8;
                var nucleus = Math.Clamp((((3 * Noise(x, y, 12)) + Noise(x, y, 2)) / 4 - 136) * 5, 0, 255);
                for (var channel = 0; channel < 3; channel++)
                    rgb[at++] = (byte)(Through(Eosin[channel], eosin) * Through(Haematoxylin[channel], nucleus) / 255);
            }
        }

        return rgb;
    }

    /// <summary>Light of 255 that passes a stain of the given amount of 255.</summary>
    private static int Through(int colour, int amount) => 255 - ((255 - colour) * amount / 255);

    /// <summary>Noise of 0 to 255 that changes over <paramref name="cell"/> px: values at the corners of cells, linear between them.</summary>
    private static int Noise(int x, int y, int cell)
    {
        int column = x / cell, row = y / cell, right = x % cell, down = y % cell;
        var upper = (Corner(column, row, cell) * (cell - right)) + (Corner(column + 1, row, cell) * right);
        var lower = (Corner(column, row + 1, cell) * (cell - right)) + (Corner(column + 1, row + 1, cell) * right);
        return ((upper * (cell - down)) + (lower * down)) / (cell * cell);
    }

    private static int Corner(int column, int row, int cell)
    {
        unchecked
        {
            // Multiply and fold; odd factors, so that no bit is lost on the way.
            var mixed = ((uint)column * 0x9E3779B1u) + ((uint)row * 0x7FEB352Du) + ((uint)cell * 0x846CA68Bu);
            mixed = (mixed ^ (mixed >> 15)) * 0x7FEB352Du;
            mixed = (mixed ^ (mixed >> 13)) * 0x846CA68Bu;
            return (int)((mixed ^ (mixed >> 16)) & 255);
        }
    }
}
