using NetVips;

namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>Square tiles as whole JPEG streams, colour at half resolution as scanners store it. Safe for several threads.</summary>
internal sealed class JpegTiles(int side, int quality)
{
    /// <summary>TIFF tag YCbCrSubSampling of what is written here.</summary>
    public static readonly ulong[] Subsampling = [2, 2];

    static JpegTiles()
    {
        // Tiles are small: threads and caches inside the library cost more than they bring.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
    }

    public byte[] Encode(byte[] rgb)
    {
        using var raw = Image.NewFromMemory(rgb, side, side, 3, Enums.BandFormat.Uchar);
        using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return image.JpegsaveBuffer(q: quality, subsampleMode: Enums.ForeignSubsample.On, keep: Enums.ForeignKeep.None);
    }
}
