namespace Lamella.Simulation.Slides.Pyramids;

/// <summary>The file around the tiles: header, room for the directories, tiles as they come, and the directories in the end.</summary>
internal sealed class TiffContainer
{
    private const uint CentimetreParts = 1000;
    private readonly Stream stream;
    private readonly bool big;
    private readonly IReadOnlyList<PyramidLevel> levels;
    private readonly PyramidOptions options;

    public TiffContainer(Stream stream, bool big, IReadOnlyList<PyramidLevel> levels, PyramidOptions options)
    {
        (this.stream, this.big, this.levels, this.options) = (stream, big, levels, options);
        // "II", the kind of file, and where the first directory lies.
        stream.Write(big ? [0x49, 0x49, 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0] : [0x49, 0x49, 42, 0, 8, 0, 0, 0]);
        stream.Position += Enumerable.Range(0, levels.Count).Sum(level => Directory(level).Length);
    }

    /// <summary>Adds a tile; returns where it lies.</summary>
    public ulong Add(byte[] tile)
    {
        var at = stream.Position;
        stream.Write(tile);
        return (ulong)at;
    }

    /// <summary>Writes the directories into their room.</summary>
    public void Finish()
    {
        stream.Position = big ? 16 : 8;
        for (var level = 0; level < levels.Count; level++)
        {
            var directory = Directory(level);
            var next = stream.Position + directory.Length;
            stream.Write(directory.ToBytes(stream.Position, level + 1 < levels.Count ? next : 0));
        }
    }

    private TiffDirectory Directory(int number)
    {
        var level = levels[number];
        var directory = new TiffDirectory(big);
        directory.Longs(254, number == 0 ? 0UL : 1UL); // NewSubfileType: a smaller version of another image
        directory.Longs(256, (ulong)level.Width);
        directory.Longs(257, (ulong)level.Height);
        directory.Shorts(258, 8, 8, 8); // BitsPerSample
        directory.Shorts(259, 7); // Compression: JPEG
        directory.Shorts(262, 6); // PhotometricInterpretation: YCbCr
        directory.Shorts(277, 3); // SamplesPerPixel
        if (options.MicronsPerPixel is { } mpp)
        {
            var parts = (uint)Math.Round(10_000 / (mpp * levels[0].Width / level.Width) * CentimetreParts);
            directory.Fraction(282, Math.Max(1, parts), CentimetreParts);
            directory.Fraction(283, Math.Max(1, parts), CentimetreParts);
        }

        directory.Shorts(284, 1); // PlanarConfiguration: samples together
        if (options.MicronsPerPixel is not null)
            directory.Shorts(296, 3); // ResolutionUnit: centimetre
        directory.Longs(322, (ulong)options.TileSize);
        directory.Longs(323, (ulong)options.TileSize);
        directory.Offsets(324, level.Offsets);
        directory.Longs(325, level.Lengths);
        directory.Shorts(530, JpegTiles.Subsampling);
        return directory;
    }
}
