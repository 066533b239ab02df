using Lamella.Pathology.Files;
using NetVips;

namespace Lamella.Pathology.Slides;

/// <summary>
/// A plain PNG, JPEG or TIFF as a slide of one level: tissue cores, exported regions. Grey becomes RGB, CMYK and 16 bits become 8-bit sRGB, transparency
/// is laid on white.
/// </summary>
internal sealed class PictureSlide : ISlide
{
    /// <summary>Largest picture, in pixels: above it a pyramid is asked for.</summary>
    private const long MostPixels = 1_000_000_000;

    /// <summary>Up to here a picture is held in memory; above, libvips keeps it in a temporary file without a name.</summary>
    private const long InMemory = 64_000_000;

    private static readonly double[] White = [255, 255, 255];
    private readonly Image pixels;

    static PictureSlide() => VipsLibrary.Prepare();

    private PictureSlide(Image pixels, Resolution? claimed)
    {
        this.pixels = pixels;
        Levels = [new SlideLevel(pixels.Width, pixels.Height, 1, 1)];
        Info = new SlideInfo(SlideInfo.Picture, pixels.Width, pixels.Height, claimed);
    }

    public SlideInfo Info { get; }

    public IReadOnlyList<SlideLevel> Levels { get; }

    public IReadOnlyList<IdentifyingMatter> Identifying { get; private init; } = [];

    public static bool IsPicture(string path) => Path.GetExtension(path).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".tif" or ".tiff";

    /// <summary>Opens a picture and decodes it.</summary>
    /// <exception cref="SlideException">It cannot be decoded, or is too large.</exception>
    public static PictureSlide Open(string path)
    {
        if (TiffJpegCheck.ColoursDisagree(path))
            throw SlideException.Damaged("its JPEG tiles hold other colours (YCbCr) than its tags say (RGB), so tissue would come out green and pink", remedy: "Export it again with matching tags, or as another TIFF.");
        var steps = new List<Image>();
        try
        {
            // Names of files with brackets would be read as options.
            var image = Then(Image.NewFromSource(Source.NewFromFile(path), access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated));
            if (image.Width * (long)image.Height > MostPixels)
                throw SlideException.Unsupported($"A plain picture of {image.Width} x {image.Height} px is too large to be read without a pyramid.", "Convert it to a pyramidal tiled TIFF.");
            var fields = image.GetFields();
            var identifying = IdentifyingMatter.Of(fields.Where(f => f.StartsWith("exif-", StringComparison.Ordinal) || f.Contains("description", StringComparison.Ordinal) || f.StartsWith("png-comment", StringComparison.Ordinal)), []);
            var claimed = Claimed(image);
            if (image.Interpretation is not Enums.Interpretation.Srgb || image.Format is not Enums.BandFormat.Uchar)
                image = Then(image.Colourspace(Enums.Interpretation.Srgb));
            if (image.HasAlpha())
                image = Then(image.Flatten(background: White));
            if (image.Bands > 3)
                image = Then(image.ExtractBand(0, n: 3));
            if (image.Format is not Enums.BandFormat.Uchar)
                image = Then(image.Cast(Enums.BandFormat.Uchar));
            var decoded = image.Width * (long)image.Height <= InMemory ? image.CopyMemory() : CopyToFile(image);
            return new PictureSlide(decoded, claimed) { Identifying = identifying };
        }
        catch (VipsException fault)
        {
            throw SlideException.Unreadable("the picture cannot be decoded", fault);
        }
        finally
        {
            steps.ForEach(step => step.Dispose());
        }

        Image Then(Image next)
        {
            steps.Add(next);
            return next;
        }
    }

    public (double X, double Y) Read(int level, long x, long y, int width, int height, Span<byte> bgrx)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(level, 0);
        byte[] rgb;
        using (var part = pixels.Crop((int)x, (int)y, width, height))
            rgb = part.WriteToMemory<byte>();
        for (int i = 0, from = 0, to = 0; i < width * height; i++, from += 3, to += 4)
            (bgrx[to], bgrx[to + 1], bgrx[to + 2], bgrx[to + 3]) = (rgb[from + 2], rgb[from + 1], rgb[from], 255);
        return (x, y);
    }

    public void Dispose() => pixels.Dispose();

    /// <summary>libvips gives pixels per millimetre, and 1 where the file says nothing.</summary>
    private static Resolution? Claimed(Image image) =>
        image is { Xres: > 0, Yres: > 0 } && !(image.Xres.Equals(1.0) && image.Yres.Equals(1.0))
            ? new Resolution(1000 / image.Xres, 1000 / image.Yres, ResolutionSource.TiffTags)
            : null;

    private static Image CopyToFile(Image image)
    {
        var file = Image.NewTempFile("%s.v");
        image.Write(file);
        return file;
    }
}
