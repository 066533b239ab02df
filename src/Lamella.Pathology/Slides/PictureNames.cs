using System.Collections.Frozen;

namespace Lamella.Pathology.Slides;

/// <summary>What the name of a plain picture says it shows. Scanners export photographs of label and glass beside their slides.</summary>
internal static class PictureNames
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(["label", "macro", "thumbnail", "overview", "etikett", "etiquette", "barcode"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a plain picture's name holds one of the words for such photographs, set off from the rest.</summary>
    public static bool ShowsLabel(string file) =>
        PictureSlide.IsPicture(file) && Path.GetFileNameWithoutExtension(file).Split([' ', '_', '-', '.', '(', ')', '[', ']']).Any(Words.Contains);
}
