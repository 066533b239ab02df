namespace Lamella.Pathology.Slides;

/// <summary>One level of a slide's pyramid; level 0 is the finest.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="ScaleX">Level-0 pixels per pixel of this level, across; exactly whole where the level was made by a whole factor.</param>
/// <param name="ScaleY">The same, down.</param>
public readonly record struct SlideLevel(long Width, long Height, double ScaleX, double ScaleY)
{
    /// <summary>
    /// A level of given size. Scanners halve and drop the odd pixel, so the quotient of the sizes is a little off the true factor (60,001 / 15,000): a whole
    /// factor that gives this size, rounded either way, is taken for the true one.
    /// </summary>
    public static SlideLevel Of(long width, long height, long width0, long height0) =>
        new(width, height, Scale(width0, width), Scale(height0, height));

    private static double Scale(long full, long reduced)
    {
        var quotient = full / (double)reduced;
        var whole = Math.Round(quotient);
        return Math.Abs((full / whole) - reduced) <= 1 ? whole : quotient;
    }
}
