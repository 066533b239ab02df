using Lamella.Pathology.Bags;
using Lamella.Pathology.Catalogue;
using Lamella.Pathology.Encoders;
using Lamella.Pathology.Extraction;
using Lamella.Pathology.Slides;
using Lamella.Simulation.Slides.Painted;

namespace Lamella.Bench.Slides;

/// <summary>Painted slides at .5 um/px, turned into bags by the product's own pipeline, and its two limits on the same tiles: reading them, encoding them.</summary>
internal sealed class SlidesWork : IDisposable
{
    private const int SlideCount = 2, Width = 24_000, MaxTiles = 4000;
    private readonly string slides, store;
    private readonly ExtractionContract contract;
    private readonly ITileEncoder encoder;
    private readonly int tilesEncoded;
    private readonly float[] planes, features;
    private readonly byte[] pixels;
    private readonly List<(string File, int[] Coordinates)> tiles = [];

    private SlidesWork(string scratch, string slides, ExtractionContract contract, ITileEncoder encoder)
    {
        (this.slides, this.contract, this.encoder) = (slides, contract, encoder);
        store = Path.Combine(scratch, "store");
        features = new float[encoder.Batch * encoder.Dimension];
        // The first extraction says which tiles there are.
        tilesEncoded = (int)Extract();
        using (var made = SlideStore.OpenForReading(store))
        {
            foreach (var slide in made.Catalogue.Slides().Where(slide => slide.BagSha256.Length > 0))
                tiles.Add((Path.Combine(slides, slide.File), BagFile.Read(made.BagOf(slide.Slide)).Coordinates!));
        }

        (pixels, planes) = Preload();
    }

    /// <summary>Builds the slides once.</summary>
    public static string Build(string scratch)
    {
        var folder = Path.Combine(scratch, "built");
        PaintedSlideBuilder.Build(new PaintedSlideOptions { OutputFolder = folder, Slides = SlideCount, Width = Width });
        return Path.Combine(folder, "slides");
    }

    public static SlidesWork WithBuiltIn(string scratch, string slides)
    {
        var contract = new ExtractionContract();
        return new SlidesWork(scratch, slides, contract, new BuiltInEncoder(contract.TileSize, contract.MicronsPerPixel));
    }

    public static SlidesWork WithOnnx(string scratch, string slides, string file)
    {
        // Fewer tiles: this encoder is some ten times slower.
        var contract = new ExtractionContract { Encoder = PlainDigest(file), MaxTiles = MaxTiles / SlideCount };
        return new SlidesWork(scratch, slides, contract, new OnnxEncoder(file, new OnnxEncoderOptions { TileSize = contract.TileSize, MicronsPerPixel = contract.MicronsPerPixel }));
    }

    /// <summary>Slides to bags on disk; returns the tiles.</summary>
    public double Extract()
    {
        if (Directory.Exists(store))
            Directory.Delete(store, recursive: true);
        using var opened = SlideStore.OpenForWriting(store, contract);
        return Extractor.Run(new ExtractionJob { SlideFolder = slides, Contract = contract, Encoder = encoder }, opened).Tiles;
    }

    /// <summary>The same tiles read from freshly opened slides on all cores and thrown away; returns how many.</summary>
    public double ReadAlone() => Read(Environment.ProcessorCount);

    /// <summary>The same on one thread.</summary>
    public double ReadOnOneThread() => Read(1);

    /// <summary>As many tiles through the encoder, from memory; returns how many.</summary>
    public double EncodeAlone()
    {
        for (var done = 0; done < tilesEncoded; done += encoder.Batch)
        {
            if (encoder is OnnxEncoder onnx)
                onnx.EncodePlanes(planes, encoder.Batch, features);
            else
                encoder.Encode(pixels, features);
        }

        return Math.Ceiling(tilesEncoded / (double)encoder.Batch) * encoder.Batch;
    }

    public void Dispose()
    {
        encoder.Dispose();
        Directory.Delete(store, recursive: true);
    }

    private double Read(int threads)
    {
        var side = contract.TileSize;
        foreach (var (file, coordinates) in tiles)
        {
            using var slide = SlideOpener.Open(file);
            // A batch of neighbours per thread, as the pipeline does it.
            Parallel.ForEach(
                Enumerable.Range(0, coordinates.Length / 2).Chunk(encoder.Batch),
                new ParallelOptions { MaxDegreeOfParallelism = threads },
                () => new byte[side * side * 4],
                (batch, _, buffer) =>
                {
                    foreach (var tile in batch)
                        slide.Read(0, coordinates[2 * tile], coordinates[(2 * tile) + 1], side, side, buffer);
                    return buffer;
                },
                static _ => { });
        }

        return tiles.Sum(slide => slide.Coordinates.Length / 2);
    }

    private (byte[] Rgb, float[] Planes) Preload()
    {
        var (side, area) = (encoder.InputSize, encoder.InputSize * encoder.InputSize);
        var rgb = new byte[encoder.Batch * area * 3];
        var bgrx = new byte[area * 4];
        using var slide = SlideOpener.Open(tiles[0].File);
        for (var tile = 0; tile < encoder.Batch; tile++)
        {
            slide.Read(0, tiles[0].Coordinates[2 * tile], tiles[0].Coordinates[(2 * tile) + 1], side, side, bgrx);
            for (var i = 0; i < area; i++)
            {
                var to = ((tile * area) + i) * 3;
                (rgb[to], rgb[to + 1], rgb[to + 2]) = (bgrx[(i * 4) + 2], bgrx[(i * 4) + 1], bgrx[i * 4]);
            }
        }

        var floats = new float[rgb.Length];
        for (var i = 0; i < rgb.Length; i++)
            floats[(i / (3 * area) * 3 * area) + (i % 3 * area) + (i % (3 * area) / 3)] = rgb[i];
        return (rgb, floats);
    }

    private static string PlainDigest(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
    }
}
