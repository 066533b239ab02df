using NetVips;

namespace Lamella.Testing.Zoo;

/// <summary>Images with unusual pixels, tiled and pyramidal where they are TIFF, of the same size and tissue as <see cref="SlideZoo"/>.</summary>
/// <param name="folder">Where they are written.</param>
public sealed class PixelZoo(string folder)
{
    /// <summary>One grey channel of 8 bits, JPEG in TIFF.</summary>
    public string Grey() => Tiff("grey.tif", image => image.Colourspace(Enums.Interpretation.Bw), Enums.ForeignTiffCompression.Jpeg);

    /// <summary>Three channels of 16 bits, deflated.</summary>
    public string SixteenBit() => Tiff("sixteen-bit.tif", image => image.Colourspace(Enums.Interpretation.Rgb16), Enums.ForeignTiffCompression.Deflate);

    /// <summary>Red, green, blue and an alpha that is 0 outside the tissue's middle, deflated.</summary>
    public string Rgba() => Tiff("rgba.tif", WithAlpha, Enums.ForeignTiffCompression.Deflate);

    /// <summary>Four inks, deflated.</summary>
    public string CmykTiff() => Tiff("cmyk.tif", Inks, Enums.ForeignTiffCompression.Deflate);

    /// <summary>Four inks in a plain JPEG.</summary>
    public string CmykJpeg() => Save("cmyk.jpg", Inks, (image, path) => image.Jpegsave(path));

    /// <summary>A plain RGB JPEG without any level or resolution.</summary>
    public string Jpeg() => Save("plain.jpg", image => image.Copy(), (image, path) => image.Jpegsave(path, q: 90));

    /// <summary>A TIFF in strips instead of tiles: no slide for OpenSlide.</summary>
    public string Strips() => Save("strips.tif", image => image.Copy(), (image, path) => image.Tiffsave(path));

    private string Tiff(string name, Func<Image, Image> change, Enums.ForeignTiffCompression compression) =>
        Save(name, change, (image, path) => image.Tiffsave(
            path,
            compression: compression,
            tile: true,
            tileWidth: 256,
            tileHeight: 256,
            pyramid: true,
            resunit: Enums.ForeignTiffResunit.Cm,
            xres: 1000 / SlideZoo.MicronsPerPixel,
            yres: 1000 / SlideZoo.MicronsPerPixel));

    private string Save(string name, Func<Image, Image> change, Action<Image, string> save)
    {
        var side = Math.Max(SlideZoo.Width, SlideZoo.Height);
        var rgb = new byte[side * side * 3];
        Array.Fill(rgb, SlideZoo.Tissue.Ground.Red);
        SlideZoo.Tissue.Paint(0, 0, side, rgb);
        using var square = Image.NewFromMemory(rgb, side, side, 3, Enums.BandFormat.Uchar);
        using var cut = square.Crop(0, 0, SlideZoo.Width, SlideZoo.Height);
        using var image = cut.Copy(interpretation: Enums.Interpretation.Srgb);
        using var changed = change(image);
        var path = Path.Combine(folder, name);
        save(changed, path);
        return path;
    }

    private static Image WithAlpha(Image image)
    {
        using var clear = Image.Black(image.Width, image.Height);
        using var alpha = clear.Mutate(canvas => canvas.DrawRect([255.0], 300, 200, 1000, 800, fill: true));
        return image.Bandjoin(alpha);
    }

    /// <summary>Ink is what is missing to white; no black ink.</summary>
    private static Image Inks(Image image)
    {
        using var inverted = image.Invert();
        using var joined = inverted.Bandjoin(0.0);
        return joined.Copy(interpretation: Enums.Interpretation.Cmyk);
    }
}
