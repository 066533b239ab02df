namespace Lamella.Pathology.Slides;

/// <summary>A picture in memory: 8-bit RGB, row by row, without padding.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Width * Height * 3 bytes.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>A picture of one colour, white unless given.</summary>
    public static RgbImage Blank(int width, int height, byte value = 255)
    {
        var pixels = new byte[checked(width * height * 3)];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Bytes of row <paramref name="y"/>.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Width * 3, Width * 3);
}
