namespace Lamella.Pathology.Slides;

/// <summary>An open slide: a pyramid of pictures. Safe to read from several threads at once.</summary>
public interface ISlide : IDisposable
{
    /// <summary>What the file says about itself.</summary>
    SlideInfo Info { get; }

    /// <summary>Levels, finest first; at least one.</summary>
    IReadOnlyList<SlideLevel> Levels { get; }

    /// <summary>What of a person, a date or a device the file carries, by kind; no values.</summary>
    IReadOnlyList<IdentifyingMatter> Identifying { get; }

    /// <summary>
    /// Reads a rectangle of a level, 4 bytes a pixel in the order blue, green, red, unused. Transparency is laid on the slide's ground. The
    /// rectangle lies within the level.
    /// </summary>
    /// <param name="level">Index into <see cref="Levels"/>.</param>
    /// <param name="x">Left edge in pixels of that level.</param>
    /// <param name="y">Upper edge in pixels of that level.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bgrx">Receives width * height * 4 bytes.</param>
    /// <returns>
    /// Where the first pixel really lies, in pixels of the level: within .5 px of (x, y), since the library addresses every level in whole level-0 pixels.
    /// </returns>
    /// <exception cref="SlideException">The rectangle cannot be read.</exception>
    (double X, double Y) Read(int level, long x, long y, int width, int height, Span<byte> bgrx);
}
