namespace Lamella.Pathology.Quality;

/// <summary>How sharp a tile is.</summary>
public static class Focus
{
    /// <summary>
    /// Variance of the 4-neighbour Laplacian of the grey levels (Pech-Pacheco et al. 2000), over all pixels but the outermost; in squared grey levels.
    /// It grows with sharpness and with what there is to see, so it is to be read as the median over tissue tiles of a slide. Grey is 0 to 255 with
    /// the weights of ITU-R BT.601. 0 for a tile under 3 pixels in either direction.
    /// </summary>
    /// <param name="rgb">width * height * 3 bytes.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    public static double LaplacianVariance(ReadOnlySpan<byte> rgb, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, width * height * 3);
        if (width < 3 || height < 3)
            return 0;
        // Grey in 256ths of a level: the sums below stay whole numbers, the same on any machine.
        var grey = new int[width * height];
        for (int i = 0, at = 0; i < grey.Length; i++, at += 3)
            grey[i] = (77 * rgb[at]) + (150 * rgb[at + 1]) + (29 * rgb[at + 2]);
        long sum = 0;
        double squares = 0;
        for (var y = 1; y < height - 1; y++)
        {
            for (var i = (y * width) + 1; i < ((y + 1) * width) - 1; i++)
            {
                var laplacian = grey[i - 1] + grey[i + 1] + grey[i - width] + grey[i + width] - (4 * grey[i]);
                sum += laplacian;
                squares += (double)laplacian * laplacian;
            }
        }

        var count = (width - 2.0) * (height - 2);
        var mean = sum / count;
        return Math.Max(0, (squares / count) - (mean * mean)) / 65536;
    }
}
