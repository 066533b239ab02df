using Lamella.Federation.Randomness;

namespace Lamella.Simulation.Slides.Tiled;

/// <summary>A hospital's stain and lamp: each colour's optical density is scaled by a factor of its own.</summary>
internal static class StainCurve
{
    /// <summary>New value by old value, 256 for each of red, green and blue; null: nothing changes.</summary>
    public static byte[]? Draw(ulong seed, string hospital, double shift)
    {
        if (shift == 0)
            return null;
        var stream = new RandomStream(seed, hospital + "/stain", Purposes.Synthetic, 0);
        var curve = new byte[3 * 256];
        for (var channel = 0; channel < 3; channel++)
        {
            var factor = 1 + (shift * ((2 * stream.NextDouble()) - 1));
            for (var value = 0; value < 256; value++)
                curve[(channel * 256) + value] = (byte)Math.Round(255 * Math.Pow(value / 255.0, factor));
        }

        return curve;
    }
}
