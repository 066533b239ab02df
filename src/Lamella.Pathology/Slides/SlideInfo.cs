namespace Lamella.Pathology.Slides;

/// <summary>What a slide file says about itself. Nothing in it names a person, a date or a device.</summary>
/// <param name="Format">Vendor as the slide library names it (<c>aperio</c>, <c>hamamatsu</c>, <c>generic-tiff</c>, ...) or <c>picture</c>.</param>
/// <param name="Width">Pixels per row of level 0.</param>
/// <param name="Height">Rows of level 0.</param>
/// <param name="Resolution">Micrometres per pixel of level 0 as the file says, however absurd; null when it says nothing.</param>
public sealed record SlideInfo(string Format, long Width, long Height, Resolution? Resolution)
{
    /// <summary>Format of a plain picture.</summary>
    public const string Picture = "picture";
}
