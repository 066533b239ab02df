using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lamella.Pathology.Slides;

/// <summary>A slide that libopenslide reads. A failed read leaves the library's handle useless; see <see cref="ReopeningSlide"/>.</summary>
internal sealed unsafe class OpenSlideSlide : ISlide
{
    private readonly string path;
    private readonly nint handle;
    private readonly double[] downsample;
    private readonly uint ground;
    private bool disposed;

    private OpenSlideSlide(string path, nint handle)
    {
        (this.path, this.handle) = (path, handle);
        var count = OpenSlideNative.GetLevelCount(handle);
        var levels = new SlideLevel[Math.Max(0, count)];
        downsample = new double[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            OpenSlideNative.GetLevelDimensions(handle, i, out var width, out var height);
            levels[i] = SlideLevel.Of(width, height, i == 0 ? width : levels[0].Width, i == 0 ? height : levels[0].Height);
            downsample[i] = OpenSlideNative.GetLevelDownsample(handle, i);
        }

        ThrowIfFailed();
        if (levels.Length == 0 || levels.Any(level => level.Width <= 0 || level.Height <= 0))
            throw SlideException.Damaged("it holds no level of pixels");
        var properties = Texts(OpenSlideNative.GetPropertyNames(handle)).ToArray();
        Levels = levels;
        Info = new SlideInfo(Property("openslide.vendor") ?? "unknown", levels[0].Width, levels[0].Height, Resolution.From(Property));
        Identifying = IdentifyingMatter.Of(properties, Texts(OpenSlideNative.GetAssociatedImageNames(handle)));
        ground = uint.TryParse(Property("openslide.background-color"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var colour) ? colour : 0xFFFFFF;
    }

    public SlideInfo Info { get; }

    public IReadOnlyList<SlideLevel> Levels { get; }

    public IReadOnlyList<IdentifyingMatter> Identifying { get; }

    /// <summary>Format the library would open the file as; null when it knows none.</summary>
    public static string? Detect(string path)
    {
        OpenSlideLibrary.Require();
        return Marshal.PtrToStringUTF8(OpenSlideNative.DetectVendor(path));
    }

    /// <summary>Opens a slide.</summary>
    /// <exception cref="SlideException">The library cannot open it.</exception>
    public static OpenSlideSlide Open(string path)
    {
        OpenSlideLibrary.Require();
        var handle = OpenSlideNative.Open(path);
        if (handle == 0)
            throw SlideException.Unreadable("no slide format is recognised");
        try
        {
            if (Marshal.PtrToStringUTF8(OpenSlideNative.GetError(handle)) is { } error)
                throw SlideException.Damaged(Cleaned(error, path));
            return new OpenSlideSlide(path, handle);
        }
        catch
        {
            OpenSlideNative.Close(handle);
            throw;
        }
    }

    public (double X, double Y) Read(int level, long x, long y, int width, int height, Span<byte> bgrx)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(bgrx.Length, width * height * 4);
        // The library counts in whole level-0 pixels; between them it interpolates.
        var scale = downsample[level];
        long x0 = (long)Math.Round(x * scale), y0 = (long)Math.Round(y * scale);
        fixed (byte* pixels = bgrx)
        {
            OpenSlideNative.ReadRegion(handle, (uint*)pixels, x0, y0, level, width, height);
            ThrowIfFailed();
            LayOnGround(MemoryMarshal.Cast<byte, uint>(bgrx[..(width * height * 4)]));
        }

        return (x0 / scale, y0 / scale);
    }

    public void Dispose()
    {
        if (!disposed)
            OpenSlideNative.Close(handle);
        disposed = true;
    }

    private void ThrowIfFailed()
    {
        if (Marshal.PtrToStringUTF8(OpenSlideNative.GetError(handle)) is { } error)
            throw SlideException.Damaged(Cleaned(error, path));
    }

    private string? Property(string name) => Marshal.PtrToStringUTF8(OpenSlideNative.GetPropertyValue(handle, name));

    /// <summary>Pixels come premultiplied with their opacity.</summary>
    private void LayOnGround(Span<uint> pixels)
    {
        if (IsOpaque(pixels))
            return;
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = pixels[i];
            var alpha = pixel >> 24;
            if (alpha == 255)
                continue;
            uint rest = 255 - alpha, laid = 0xFF000000;
            for (var shift = 0; shift < 24; shift += 8)
                laid |= Math.Min(255, (pixel >> shift & 255) + ((((ground >> shift & 255) * rest) + 127) / 255)) << shift;
            pixels[i] = laid;
        }
    }

    private static bool IsOpaque(ReadOnlySpan<uint> pixels)
    {
        var all = Vector<uint>.AllBitsSet;
        var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(pixels);
        foreach (var vector in vectors)
            all &= vector;
        var rest = uint.MaxValue;
        foreach (var pixel in pixels[(vectors.Length * Vector<uint>.Count)..])
            rest &= pixel;
        return rest >> 24 == 255 && Vector.EqualsAll(all >> 24, new Vector<uint>(255));
    }

    /// <summary>The library names files in its messages; a file's name may be a patient's.</summary>
    private static string Cleaned(string error, string path)
    {
        foreach (var name in new[] { path, Path.GetFullPath(path), Path.ChangeExtension(path, null), Path.GetFileName(path), Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(Path.GetFullPath(path)) }.Where(n => n?.Length > 2))
            error = error.Replace(name!, "the file", StringComparison.OrdinalIgnoreCase);
        return error.ReplaceLineEndings(" ").Trim().TrimEnd('.');
    }

    private static List<string> Texts(nint* list)
    {
        var texts = new List<string>();
        for (; list is not null && *list != 0; list++)
            texts.Add(Marshal.PtrToStringUTF8(*list) ?? "");
        return texts;
    }
}
