using System.Buffers;
using Lamella.Federation;
using Lamella.Pathology.Files;
using NetVips;

namespace Lamella.Pathology.Tiles;

/// <summary>
/// Tile files as 8-bit RGB of one size. PNG, JPEG and TIFF; transparency is laid on white, grey becomes RGB, 16 bits become 8. A tile smaller than
/// the size is padded with white at its right and lower edge; one under half the size in either direction is left out. Safe for several threads.
/// </summary>
public sealed class TileDecoder
{
    /// <summary>How the padding rule stands in the contract's preprocessing.</summary>
    public const string PaddingRule = "pad white right/bottom";

    private const int MaxPlainBytes = 64 << 20;
    private static readonly double[] White = [255, 255, 255];
    private readonly string folder;

    static TileDecoder() => VipsLibrary.Prepare();

    /// <summary>A decoder for tiles of a folder.</summary>
    /// <param name="folder">The tile folder.</param>
    /// <param name="tileSize">Side of a tile in its own pixels.</param>
    /// <param name="outputSize">Side of a tile as handed out; tiles are resized (linear) when it differs.</param>
    public TileDecoder(string folder, int tileSize, int outputSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputSize, 8);
        (this.folder, TileSize, OutputSize) = (folder, tileSize, outputSize);
    }

    /// <summary>Side of a tile in its own pixels.</summary>
    public int TileSize { get; }

    /// <summary>Side of a tile as handed out.</summary>
    public int OutputSize { get; }

    /// <summary>Bytes of a decoded tile: OutputSize * OutputSize * 3, row by row, RGB.</summary>
    public int TileBytes => OutputSize * OutputSize * 3;

    /// <summary>The commonest larger side among the first 100 tiles: edge tiles are smaller, none is larger.</summary>
    /// <exception cref="LamellaException">A tile is missing or unreadable.</exception>
    public static int CommonSize(string folder, IEnumerable<TileRecord> tiles) =>
        tiles.Take(100)
            .Select(tile => Open(Path.Combine(folder, tile.File), image => Math.Max(image.Width, image.Height)))
            .CountBy(side => side)
            .OrderByDescending(count => count.Value)
            .ThenByDescending(count => count.Key)
            .First().Key;

    /// <summary>Decodes a tile into <paramref name="rgb"/> (<see cref="TileBytes"/> bytes).</summary>
    /// <returns>False when the tile is too small to count and was left out.</returns>
    /// <exception cref="LamellaException">The tile is missing, unreadable or larger than the tile size.</exception>
    public bool Decode(string file, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, TileBytes);
        var path = Path.Combine(folder, file);
        RequireFile(path);
        if (OutputSize == TileSize && TryPlain(file, path, rgb) is { } counts)
            return counts;
        var pixels = Open(path, image => Counts(file, image.Width, image.Height) ? Pixels(image) : null);
        pixels.CopyTo(rgb);
        return pixels is not null;
    }

    /// <summary>The fast way for plain PNG; null when the file is not one.</summary>
    private bool? TryPlain(string file, string path, Span<byte> rgb)
    {
        using var handle = File.OpenHandle(path);
        var size = RandomAccess.GetLength(handle);
        if (size is 0 or > MaxPlainBytes)
            return null;
        var bytes = ArrayPool<byte>.Shared.Rent((int)size);
        try
        {
            var read = RandomAccess.Read(handle, bytes.AsSpan(0, (int)size), 0);
            if (!PlainPng.TryOpen(bytes, read, out var png))
                return null;
            if (!Counts(file, png.Width, png.Height))
                return false;
            if (png.Width == TileSize && png.Height == TileSize)
                return png.TryUnpack(rgb) ? true : null;
            var small = new byte[png.Width * png.Height * 3];
            if (!png.TryUnpack(small))
                return null;
            rgb.Fill(255);
            for (var y = 0; y < png.Height; y++)
                small.AsSpan(y * png.Width * 3, png.Width * 3).CopyTo(rgb[(y * TileSize * 3)..]);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private bool Counts(string file, int width, int height)
    {
        if (width > TileSize || height > TileSize)
            throw new LamellaException(ErrorCodes.TileUnreadable, $"the tile '{file}' is {width} x {height} px, tiles here are {TileSize} x {TileSize}.", "Cut it to size, or give the tile size with --tile-size.");
        return width * 2 >= TileSize && height * 2 >= TileSize;
    }

    private byte[] Pixels(Image image)
    {
        // Each step makes an image of its own; they hold native memory and go with this scope.
        var steps = new List<Image>();
        try
        {
            var current = image;
            if (current.Interpretation is not Enums.Interpretation.Srgb || current.Format is not Enums.BandFormat.Uchar)
                Then(current.Colourspace(Enums.Interpretation.Srgb));
            if (current.HasAlpha())
                Then(current.Flatten(background: White));
            if (current.Width != TileSize || current.Height != TileSize)
                Then(current.Embed(0, 0, TileSize, TileSize, Enums.Extend.Background, White));
            if (OutputSize != TileSize)
                Then(current.Resize(OutputSize / (double)TileSize, Enums.Kernel.Linear));
            if (current.Format is not Enums.BandFormat.Uchar)
                Then(current.Cast(Enums.BandFormat.Uchar));
            return current.WriteToMemory<byte>();

            void Then(Image next)
            {
                steps.Add(next);
                current = next;
            }
        }
        finally
        {
            steps.ForEach(step => step.Dispose());
        }
    }

    private static void RequireFile(string path)
    {
        if (!File.Exists(path))
            throw new LamellaException(ErrorCodes.FileMissing, $"the tile '{path}' does not exist.", "Check the tile folder and the index.");
    }

    private static T Open<T>(string path, Func<Image, T> use)
    {
        RequireFile(path);
        try
        {
            using var image = Image.NewFromFile(path, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
            return use(image);
        }
        catch (VipsException fault)
        {
            throw new LamellaException(ErrorCodes.TileUnreadable, $"the tile '{path}' cannot be decoded ({fault.Message.ReplaceLineEndings(" ").Trim()}).", "Replace it, or take its row out of the index.", fault);
        }
    }
}
