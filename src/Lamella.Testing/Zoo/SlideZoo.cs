using Lamella.Simulation.Slides.Pyramids;

namespace Lamella.Testing.Zoo;

/// <summary>
/// Slides as they should not be, and some that are merely unusual, written into a folder: each method returns the file. Unless said otherwise a slide is
/// 1,600 x 1,200 px at .5 um/px with tissue of 1,000 x 800 px in its middle.
/// </summary>
/// <param name="folder">Where they are written.</param>
public sealed class SlideZoo(string folder)
{
    /// <summary>Width of a slide in pixels.</summary>
    public const int Width = 1600;

    /// <summary>Height of a slide in pixels.</summary>
    public const int Height = 1200;

    /// <summary>um/px of a slide.</summary>
    public const double MicronsPerPixel = 0.5;

    private static readonly PyramidOptions Usual = new() { MicronsPerPixel = MicronsPerPixel };

    /// <summary>The tissue of a slide unless said otherwise.</summary>
    public static PlainTissue Tissue { get; } = new(300, 200, 1000, 800);

    /// <summary>Nothing wrong with it: levels of 1, 1/2, 1/4 and 1/8.</summary>
    public string Good(string name = "good.tif") => Write(name, Tissue, Usual);

    /// <summary>The file does not say how large a pixel is.</summary>
    public string WithoutResolution() => Write("no-mpp.tif", Tissue, new PyramidOptions());

    /// <summary>The file says that a pixel is a quarter of a millimetre wide: 72 dots an inch, or near it, as image editors write.</summary>
    public string AbsurdResolution() => Write("absurd-mpp.tif", Tissue, Usual with { MicronsPerPixel = 25_400.0 / 72 });

    /// <summary>Tiled, but level 0 is all there is.</summary>
    public string OneLevel() => Write("one-level.tif", Tissue, Usual with { Levels = 1 });

    /// <summary>Levels a third each of the one before.</summary>
    public string ThirdLevels() => Write("thirds.tif", Tissue, Usual with { Factor = 3, TileSize = 240 });

    /// <summary>BigTIFF.</summary>
    public string Big() => Write("big.tif", Tissue, Usual with { BigTiff = true });

    /// <summary>Glass and nothing else.</summary>
    public string AllBackground() => Write("background.tif", new PlainTissue(0, 0, 0, 0), Usual);

    /// <summary>A crumb of tissue, 60 px wide: smaller than any tile of 112 um.</summary>
    public string TinyTissue() => Write("crumb.tif", new PlainTissue(700, 500, 60, 60), Usual);

    /// <summary>The smallest level is all black, as after a scanner's failed export; the others are good.</summary>
    public string BlackLowestLevel()
    {
        var last = PyramidLevel.Plan(Width, Height, Usual).Count - 1;
        return Write("black-level.tif", Tissue, Usual, (level, _, _, rgb) => Blacken(level == last, rgb));
    }

    /// <summary>A square of level 0 (column 2, row 2 of stored tiles of 256 px) was not scanned and is black, in that level only.</summary>
    public string BlackRegion() => Write("black-region.tif", Tissue, Usual, (level, column, row, rgb) => Blacken(level == 0 && column == 2 && row == 2, rgb));

    /// <summary>
    /// A good slide cut off after a share of its bytes, as by a broken copy. Its directories are whole; OpenSlide, which reads the smallest level on
    /// opening, refuses it, other readers find out later.
    /// </summary>
    public string Truncated(double share = 0.5)
    {
        var bytes = File.ReadAllBytes(Good("whole.tif"));
        return Put("truncated.tif", bytes[..(int)(bytes.Length * share)]);
    }

    /// <summary>A good slide whose middle third is zeros: it opens everywhere, and fails when pixels from the middle of level 0 are read.</summary>
    public string DamagedPixels()
    {
        var bytes = File.ReadAllBytes(Good("whole.tif"));
        bytes.AsSpan(bytes.Length / 3, bytes.Length / 3).Clear();
        return Put("damaged.tif", bytes);
    }

    /// <summary>A good slide of which only the first 100 bytes are left: it does not open.</summary>
    public string HeaderOnly() => Put("header-only.tif", File.ReadAllBytes(Good("whole.tif"))[..100]);

    /// <summary>Text that is called a slide.</summary>
    public string TextAsSvs() => Put("notes.svs", "This is not a slide.\n"u8.ToArray());

    /// <summary>A file without a byte in it.</summary>
    public string Empty() => Put("empty.svs", []);

    private string Write(string name, IRegionPainter painter, PyramidOptions options, TileDamage? damage = null)
    {
        var path = Path.Combine(folder, name);
        PyramidWriter.Write(path, (Width, Height), painter, options, damage, CancellationToken.None);
        return path;
    }

    private string Put(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static bool Blacken(bool here, Span<byte> rgb)
    {
        if (here)
            rgb.Clear();
        return here;
    }
}
